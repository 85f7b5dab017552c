// What the map takes of vis-network: window.vis with Network and DataSet.
// The esnext builds bring no polyfills and set no <style> element into the page.
export { Network } from "vis-network/esnext";
export { DataSet } from "vis-data/esnext";
