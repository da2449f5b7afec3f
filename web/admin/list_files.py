"""Lists of residents over the API: the files that are taken, and how an encoding is named."""

from typing import Annotated

from fastapi import Query

from subscribers import Encoding
from web.admin.bodies import LIST, WORKBOOK

Written = Annotated[
    Encoding | None,
    Query(description="how the text is written, where the file does not show it for certain"),
]
HEADINGS = "name,language,phone,email,zones,groups,topics,consent_source,consent_at"
FILE = {
    "required": True,
    "content": {
        LIST.types[0]: {
            "schema": {"type": "string", "description": "CSV, as `tocsin residents import` takes it"},
            "example": f"{HEADINGS}\nΆννα Παράδειγμα,el,6900000000,,panorama,,,form,2026-03-31\n",
        },
        WORKBOOK: {
            "schema": {"type": "string", "format": "binary", "description": "the first sheet of a workbook"}
        },
    },
}
