"""config: the settings of a home, from tocsin.toml, the environment and files of secrets, in one frozen object.

reading          read once, each value with its origin; slips: what can be read all the same; complaints: what is wrong, in words
settings         the object; sections, office: its parts; ports: an address to listen on
secret_settings  which are masked; omission: a file without them; toml_words: where a TOML text cannot be read
"""

from runtime.config.complaints import explain_faults
from runtime.config.office import Privacy
from runtime.config.omission import omit_secrets
from runtime.config.ports import host_and_port
from runtime.config.reading import FILE_NAME, load_config, read_config
from runtime.config.sections import ApprovalSettings, Registration, StaffNotice
from runtime.config.settings import Config
from runtime.config.toml_words import explain_toml

__all__ = [
    "ApprovalSettings",
    "Config",
    "FILE_NAME",
    "Privacy",
    "Registration",
    "StaffNotice",
    "explain_faults",
    "explain_toml",
    "host_and_port",
    "load_config",
    "omit_secrets",
    "read_config",
]
