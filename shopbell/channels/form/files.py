"""A form field for several files; Django's own takes one."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

MAX_FILES = 10


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    widget = FilesInput

    def clean(self, data, initial=None) -> list:
        """The files as a list, empty without any."""
        files = [super(FilesField, self).clean(each, initial) for each in data or []]
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("Send up to %(limit)s files.") % {"limit": MAX_FILES})
        if sum(file.size for file in files) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES >> 20
            raise forms.ValidationError(
                _("Together they are larger than %(limit)s MB. Send a link instead.") % {"limit": limit}
            )
        return files
