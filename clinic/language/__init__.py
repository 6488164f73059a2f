"""How each language writes days (FORMAT_MODULE_PATH), and the words we borrow and word anew."""
