// A whole Vendure in one process, with its tables in memory: npm start -- PORT PASSWORD. Says "ready" when it answers.
const { bootstrap, dummyPaymentHandler, LanguageCode } = require("@vendure/core");
const { populateInitialData } = require("@vendure/core/cli");

const [port, password] = process.argv.slice(2);
const quiet = { error: console.error, warn() {}, info() {}, verbose() {}, debug() {} };

const config = {
  apiOptions: { port: Number(port), hostname: "127.0.0.1", adminApiPath: "admin-api", shopApiPath: "shop-api" },
  authOptions: {
    tokenMethod: ["bearer", "api-key"],
    superadminCredentials: { identifier: "superadmin", password },
    requireVerification: false,
  },
  dbConnectionOptions: { type: "sqljs", synchronize: true, logging: false },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  logger: quiet,
  systemOptions: { errorHandlers: [] },
};

const first = {
  defaultLanguage: LanguageCode.en,
  defaultZone: "Europe",
  countries: [
    { name: "France", code: "FR", zone: "Europe" },
    { name: "Germany", code: "DE", zone: "Europe" },
  ],
  taxRates: [{ name: "Standard", percentage: 20 }],
  shippingMethods: [{ name: "Post", price: 590 }],
  paymentMethods: [
    {
      name: "Card",
      handler: { code: dummyPaymentHandler.code, arguments: [{ name: "automaticSettle", value: "true" }] },
    },
  ],
  collections: [],
};

bootstrap(config)
  .then(async app => {
    await populateInitialData(app, first);
    console.log("ready");
  })
  .catch(error => {
    console.error(error);
    process.exit(1);
  });
