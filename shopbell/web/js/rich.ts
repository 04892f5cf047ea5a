// The editor of formatted answers, a file of its own: fetched when somebody first formats something.

import "./rich/no_style";
import Trix from "trix";
import "./rich/style_again";

// a picture is a picture: no caption with its name and size
(Trix as { config: { attachments: { preview: object } } }).config.attachments.preview = { presentation: "", caption: { name: false, size: false } };
