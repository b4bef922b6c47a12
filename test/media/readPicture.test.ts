import { expect } from "chai";
import { readPicture } from "../../src/media/readPicture.js";

const reasonOf = (picture: Buffer | string): Promise<string> =>
  readPicture(picture).then(
    () => "it is read",
    (error: unknown) => (error as Error).message,
  );

describe("readPicture", () => {
  it("says what to do about a file that is no picture, or not there", async () => {
    expect(await reasonOf("package.json")).to.equal(
      "cannot read the picture package.json: it is not a picture; give a JPEG, PNG, WebP, GIF or TIFF file",
    );
    expect(await reasonOf(Buffer.from("words"))).to.contain("it is not a picture");
    expect(await reasonOf("nowhere.jpg")).to.contain("there is no such file");
  });
});
