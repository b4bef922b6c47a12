// For an index that may not even open.
export { verifyStore as verifyIndex } from "../store/verify.js";
