// Old syntax on purpose: an old Node must be able to read this file, so that it can say what is wrong.
var major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  console.error('Reeve needs Node 20 or later; this is Node ' + process.versions.node + '.')
  process.exit(1)
}
void import('./bootstrap/handOver.mjs').then(function (module) {
  return module.handOver(process.argv[2], process.argv.slice(3))
})
