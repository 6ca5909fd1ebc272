import js from "@eslint/js";
import globals from "globals";

const rules = {
  ...js.configs.recommended.rules,
  complexity: ["error", 10],
  curly: ["error", "multi-line"],
  "default-case-last": "error",
  eqeqeq: "error",
  "max-depth": ["error", 4],
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", { max: 110, skipBlankLines: true, skipComments: true }],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-restricted-properties": [
    "error",
    { property: "innerHTML", message: "Names come from data: use textContent." },
    { property: "outerHTML", message: "Names come from data: use textContent." },
    { property: "insertAdjacentHTML", message: "Names come from data: use textContent." },
  ],
  "no-shadow": "error",
  "no-unused-vars": ["error", { args: "all" }],
  "no-use-before-define": ["error", { functions: false }],
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-template": "error",
};

export default [
  { ignores: ["**/node_modules/"] },
  {
    files: ["pages/components/*/*/*.js", "pages/components/*/*.js"],
    languageOptions: { sourceType: "module", globals: globals.browser },
    rules,
  },
  {
    files: ["pages/components/map/web/boot.js"],
    languageOptions: { sourceType: "script" },
    rules: { ...rules, strict: ["error", "function"] },
  },
  {
    files: ["tests/javascript/*.js"],
    languageOptions: { sourceType: "module", globals: globals.node },
    rules,
  },
];
