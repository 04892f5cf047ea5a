// The console's own behaviours: one module each, named here.
export {};
