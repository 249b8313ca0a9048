// Google's own descriptions of its APIs → one that Prism reads.
//
// node describe.js FOLDER OUT NAME...   FOLDER has discovery documents, NAME is one without `.json`
const fs = require("fs");
const path = require("path");
const converter = require("google-discovery-to-swagger");

// A path such as `v2/{+parent}/sinks` takes in several parts at once, which no description but Google's can say. The same
// method is described again for each sort of parent, with a path of single parts.
function flatten({ methods = {}, resources = {} }) {
  for (const method of Object.values(methods)) {
    if (method.path.includes("{+")) {
      method.path = method.flatPath;
      const parameters = Object.entries(method.parameters).filter(([, one]) => one.location !== "path");
      method.parameterOrder = [...method.flatPath.matchAll(/{(\w+)}/g)].map(([, name]) => name);
      for (const name of method.parameterOrder) {
        parameters.push([name, { type: "string", location: "path", required: true }]);
      }
      method.parameters = Object.fromEntries(parameters);
    }
  }
  Object.values(resources).forEach(flatten);
}

const [folder, out, ...names] = process.argv.slice(2);
const whole = { swagger: "2.0", info: { title: "Google Cloud", version: "1" }, consumes: ["application/json"], produces: ["application/json"], paths: {}, parameters: {}, definitions: {} };
for (const name of names) {
  const discovery = JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`)));
  flatten(discovery);
  const own = JSON.stringify(converter.convert(discovery))
    // Two APIs call different things by one name.
    .replaceAll("#/definitions/", `#/definitions/${name}.`)
    .replaceAll("#/parameters/", `#/parameters/${name}.`);
  const { basePath, paths, parameters, definitions } = JSON.parse(own);
  for (const [at, methods] of Object.entries(paths)) {
    for (const method of Object.values(methods)) {
      // Whoever asks an emulator is nobody.
      delete method.security;
    }
    whole.paths[basePath.replace(/\/$/, "") + at] = methods;
  }
  for (const [kind, parts] of Object.entries({ parameters, definitions })) {
    for (const [part, schema] of Object.entries(parts)) {
      whole[kind][`${name}.${part}`] = schema;
    }
  }
}
fs.writeFileSync(out, JSON.stringify(whole));
