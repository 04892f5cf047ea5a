"""HTTP of the customers floor: finding them, changing what is known of them, merging two who are one."""
