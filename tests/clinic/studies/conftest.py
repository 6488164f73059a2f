from tests.consenting import ada, bruno, genoa, neri, romano, study

__all__ = ["ada", "bruno", "genoa", "neri", "romano", "study"]
