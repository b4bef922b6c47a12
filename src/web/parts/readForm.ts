/** The texts of a form's fields, without what stands around them; empty where there is no such field. */
export function readForm(form: HTMLFormElement): (name: string) => string {
  const fields = new FormData(form);
  return (name) => {
    const value = fields.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
}
