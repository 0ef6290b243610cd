// Stands for the package `bindings` in the bundle: there is one native module, and it lies above the programs' folder.
module.exports = (name) => require(`../../${name}`);
