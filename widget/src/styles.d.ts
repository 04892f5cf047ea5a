/* A style sheet that a script carries as text, made small by the build. */
declare module "*.css?text" {
  const style: string;
  export default style;
}
