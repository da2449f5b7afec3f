"""lists: residents from a list that an office has, as CSV or as a workbook. A bad row never stops the good ones.

opening    a file is opened: csv_files, encodings, workbooks; its columns, found by their headings and questions
rows       a row is read into a `ListEntry`: row_contacts, optional_cells; faults: what is wrong with a cell
matching   whom an entry is about, steps: what follows, merging: what it changes about them, earlier_rows: where in the file they stood before
import_run rows are read and written by the thousand: `import_residents`; sharing: without keeping an alert waiting
rehearsal  the same without writing: `rehearse_import`; tallying: what changes, imports: what came of it
rejects    what was not imported, in a file to be corrected and imported again
"""

from subscribers.lists.encodings import Encoding, read_encoding
from subscribers.lists.faults import CellFault
from subscribers.lists.import_run import import_residents
from subscribers.lists.imports import ImportProgress, ImportTerms, ResidentImport
from subscribers.lists.merging import ChangeExample, ChangeKind, ImportChange, MergeRules
from subscribers.lists.opening import ListPreview, OpenedList, open_list, preview_list
from subscribers.lists.rehearsal import rehearse_import
from subscribers.lists.rejects import RejectsFile

__all__ = [
    "CellFault",
    "ChangeExample",
    "ChangeKind",
    "Encoding",
    "ImportChange",
    "ImportProgress",
    "ImportTerms",
    "ListPreview",
    "MergeRules",
    "OpenedList",
    "RejectsFile",
    "ResidentImport",
    "import_residents",
    "open_list",
    "preview_list",
    "read_encoding",
    "rehearse_import",
]
