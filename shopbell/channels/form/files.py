"""Form fields for several files, and files that wait while a form comes back with a fault."""

from collections.abc import Collection, Iterable

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from shopbell.core.errors import Refused
from shopbell.tickets.attachment import Attachment, keep_attachment, refuse_programs

MAX_FILES = 10
PICTURES = ".heic,.heif,image/*"  # browsers on computers do not count the first two among pictures


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; Django's own takes one."""

    widget: FilesInput | type[FilesInput] = FilesInput

    def clean(self, data, initial=None) -> list:
        """The files as a list, empty without any; every one that is not as it should be is named."""
        good, faults = self.sorted(data, initial)
        if faults:
            raise forms.ValidationError(faults)
        refuse_too_many(len(good), sum(file.size for file in good))
        return good

    def sorted(self, data, initial=None) -> tuple[list, list[str]]:
        """The files that are as they should be, and what is wrong with the others, in a sentence each."""
        good, faults = [], []
        for each in data or []:
            try:
                if not each.size:
                    raise Refused(
                        _("“%(name)s” is empty. Choose it once more, or send the form without it.")
                        % {"name": each.name}
                    )
                if file := super().clean(each, initial):
                    self.refuse(file)
                    good.append(file)
            except Refused as refusal:
                faults.append(str(refusal))
            except forms.ValidationError as error:
                faults += error.messages
        return good, faults

    def refuse(self, file) -> None:
        """Raise Refused for a `file` that this field does not take."""
        try:
            refuse_programs(file.name)
        except Refused:
            raise Refused(
                _(
                    "“%(name)s” is a program. Programs cannot be sent. Send a picture, a document or an archive."
                )
                % {"name": file.name}
            ) from None


class PhotosField(FilesField):
    """Several pictures; a phone offers its camera for them."""

    widget = FilesInput(attrs={"accept": PICTURES})

    def refuse(self, file) -> None:
        super().refuse(file)
        claimed = (file.content_type or "").partition("/")[0]
        if claimed != "image" and not file.name.lower().endswith((".heic", ".heif")):
            raise Refused(
                _("“%(name)s” is no picture. Send other files below, at “Files”.") % {"name": file.name}
            )


def refuse_too_many(count: int, size_bytes: int) -> None:
    """Raise ValidationError for more than one form takes."""
    if count > MAX_FILES:
        raise forms.ValidationError(_("Send up to %(limit)s files.") % {"limit": MAX_FILES})
    if size_bytes > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES >> 20
        raise forms.ValidationError(
            _("Together they are larger than %(limit)s MB. Send a link instead.") % {"limit": limit}
        )


# --- kept while the form comes back -------------------------------------------------------------------


def owner_of(client_id: object) -> str:
    """Whose files are: the page's own number, which only its browser knows."""
    return f"form-{client_id}"


def keep_files(files: Iterable, client_id: object) -> list[Attachment]:
    """Keep what came with a form that lacks something, so that nobody sends it twice; swept after a day."""
    owner = owner_of(client_id)
    return [
        keep_attachment(
            file.chunks(), name=file.name, content_type=file.content_type or "", uploaded_by=owner
        )
        for file in files
    ]


def kept_files(client_id: object, ids: Collection[str]) -> list[Attachment]:
    """Those of the files `ids` that wait for the form with that number."""
    kept = Attachment.objects.filter(message=None, uploaded_by=owner_of(client_id))
    return [each for each in kept.order_by("created_at", "id") if str(each.pk) in ids]
