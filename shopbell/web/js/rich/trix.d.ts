declare module "trix";
