// Importing this module does something.
globalThis.registered = (globalThis.registered ?? 0) + 1;
