#if FUZZ
    import Crypto
    import Text
    import Foundation
    import HTTPTypes
    import JWTKit
    import Plan

    @testable import Leadership

    /// Tokens, keys, cookies, addresses to return to, wishes about languages.
    enum SignInDoors {
        static let all = [tokens, claims, keySets, cookies, headers]

        private static let key: [UInt8] = Array("a key for the fuzzers, thirty-two bytes!".utf8)

        private static let tokens = Door(
            "jwt", .text,
            seeds: [
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJsaW4teXVlIn0.AAAA", "a.b.c", "eyJhbGciOiJub25lIn0.e30.",
            ], words: [".", "=", "-", "_", "eyJ", "e30"]
        ) {
            let plan = try House.plan()
            let issuer = TokenIssuer(key: try TokenKey(bytes: key))
            let good = try issuer.issue(person: plan.people[0].id, plan: plan, validFor: .seconds(60))
            _ = try? issuer.read(good, for: .program, plan: plan, now: House.now)
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                _ = try issuer.read(
                    text, for: TokenIssuer.Use.allCases[text.utf8.count % 2], plan: plan, now: House.now)
            }
        }

        /// Claims, signed with the right key: what a provider, or an older build of ours, may say.
        private static let claims = Door(
            "jwt-claims", .json,
            seeds: [
                #"{"iss":"fenghuo","aud":["fenghuo-console"],"sub":"lin-yue","iat":1772416800,"exp":1772420400}"#,
                #"{"iss":"https://id.example","aud":"c","azp":"c","exp":1772420400.5,"nbf":0,"nonce":"n","email":"a@b","email_verified":"true"}"#,
            ],
            words: [
                "aud", "exp", "iat", "nbf", "-1e18", "1e308", "email_verified", "sub", "iss", "[]", "jti", "epoch",
            ]
        ) {
            let plan = try House.plan()
            let issuer = TokenIssuer(key: try TokenKey(bytes: key))
            let settings = OIDCSettings(
                issuer: "https://id.example", clientID: "c", clientSecret: nil,
                redirect: "https://a.example/sign-in/oidc/callback",
                scopes: "openid", claim: "email")
            let head = PendingSignIn.base64URL(Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
            return { input in
                let signed = head + "." + PendingSignIn.base64URL(Data(input))
                let seal = HMAC<SHA256>.authenticationCode(
                    for: Data(signed.utf8), using: try TokenKey(bytes: key).key)
                for use in TokenIssuer.Use.allCases {
                    _ = try? issuer.read(
                        signed + "." + PendingSignIn.base64URL(Data(seal)), for: use, plan: plan, now: House.now)
                }
                let token = try JSONDecoder().decode(IDToken.self, from: Data(input))
                _ = try token.check(settings: settings, nonce: "n", now: House.now)
            }
        }

        private static let keySets = Door(
            "jwks", .json,
            seeds: [
                #"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","alg":"ES256","use":"sig","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}"#,
                #"{"keys":[{"kty":"RSA","kid":"b","alg":"RS256","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB"}]}"#,
                #"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"c","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#,
            ], words: ["kty", "EC", "RSA", "OKP", "P-521", "AQAB", "AA", "oct", "n", "e", "x", "y", "alg", "none"]
        ) {
            { input in
                let keys = try OIDCKeys(Data(input))
                for (id, algorithm) in [("a", "ES256"), ("b", "RS256"), ("c", "EdDSA"), (nil, "PS512")]
                    as [(String?, String)]
                {
                    _ = try? await keys.verifier(key: id, algorithm: algorithm)
                }
            }
        }

        private static let cookies = Door(
            "cookies", .text,
            seeds: ["0123.6c69.1772416800000.1772420400000.1772420400000.00", "....", "AAAAAAAAAAAAAAAAAAAAAAAA"],
            words: [".", "-", "_", "9223372036854775807", "é", "+f", "0x"]
        ) {
            let key = try TokenKey(bytes: Self.key)
            let sessions = Sessions(key: key)
            let forgery = Forgery(key: key)
            let session = sessions.begin(person: "lin-yue", until: House.now + House.hour, now: House.now)
            let good = sessions.seal(session)
            return { input in
                let text = String(decoding: input, as: UTF8.self)
                if text != good, let found = sessions.open(text, now: House.now) {
                    throw Finding("the cookie \(text.debugDescription) opens a session of \(found.person)")
                }
                _ = PendingSignIn.opened(text, with: key.key)
                _ = Data(hex: text)
                if forgery.check(seal: text, of: session) == nil, text != forgery.seal(of: session) {
                    throw Finding("the form's seal \(text.debugDescription) is taken")
                }
            }
        }

        private static let headers = Door(
            "request-headers", .text,
            seeds: ["zh-TW,en;q=0.5,*;q=0", "/incidents/a?x=1#y", "//evil.example", "epoch-12", "en;q=nan", "/a/../b"],
            words: [";q=", ",", "zh-", "hant", "//", "\\", "/../", "%2f", "-", "9223372036854775807", "/sign-in"]
        ) {
            { input in
                let text = String(decoding: input, as: UTF8.self)
                _ = LanguageChoice.best(of: text)
                let address = LocalAddress.checked(text)
                if !address.hasPrefix("/") || address.hasPrefix("//") {
                    throw Finding("\(text.debugDescription) leads to \(address)")
                }
                _ = PercentEncoding.component(text)
                _ = RouteIndex([(.get, "/incidents/:id")]).methods(at: text)
            }
        }
    }
#endif
