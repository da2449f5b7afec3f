"""How this installation is set up, runs and stands: `tocsin init`, `config`, `db`, `channels`,
`serve`, `worker`, `status`, `doctor`, `clock`, `resume`, `sandbox` and `demo`."""
