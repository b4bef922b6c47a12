/** Where the viewer of the API's description is served; see `vite.config.js`. */
declare module "virtual:redoc" {
  const url: string;
  export default url;
}
