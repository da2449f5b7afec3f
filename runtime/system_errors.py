"""System errors: why the machine refused a file, a folder or a port, in words that are
translated."""

from runtime.sentences import Said, mark, said

# As glibc says them; another system's words stay as they are.
WORDS = (
    mark("No such file or directory"),
    mark("Permission denied"),
    mark("Operation not permitted"),
    mark("File exists"),
    mark("Is a directory"),
    mark("Not a directory"),
    mark("No space left on device"),
    mark("Disk quota exceeded"),
    mark("Read-only file system"),
    mark("Input/output error"),
    mark("File name too long"),
    mark("Too many open files"),
    mark("Too many levels of symbolic links"),
    mark("Directory not empty"),
    mark("Invalid cross-device link"),
    mark("Device or resource busy"),
    mark("File too large"),
    mark("Address already in use"),
    mark("Cannot assign requested address"),
    mark("Connection refused"),
)


def why_refused(error: OSError) -> Said:
    """What the machine says is wrong, without the file's name; the kind of the error where it says
    nothing."""
    return said(error.strerror or type(error).__name__)
