package dev.sluice.web.access;

/** How a visitor became known. */
public enum AuthenticationMethod {
    /** Not at all; only where reading is open to everybody. */
    Anonymous,
    /** By a token that the API server knows. */
    Token,
    /** By the company's identity provider. */
    Oidc,
    /** By sitting at this machine; the demo. */
    Local
}
