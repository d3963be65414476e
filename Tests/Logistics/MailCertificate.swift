/// A self-signed certificate for mail.lanjiang.example and localhost, for tests only.
enum MailCertificate {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBxDCCAWugAwIBAgIUUqYQJvr6vuBGlYqsSJOWSjlBz4IwCgYIKoZIzj0EAwIw
        IDEeMBwGA1UEAwwVbWFpbC5sYW5qaWFuZy5leGFtcGxlMCAXDTI2MTEyMzExNDUz
        N1oYDzIxMjYxMDMwMTE0NTM3WjAgMR4wHAYDVQQDDBVtYWlsLmxhbmppYW5nLmV4
        YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARnx+hYJzDPQPPFBsDBikS+
        Yv33WjyuRQsHjWBFP73hxM89YIrz1tVooW25CkJskF2FVsxl5S+ZR5dXTej384ys
        o4GAMH4wHQYDVR0OBBYEFFcbBFsdC99YkzGEWyUOZwFxZjmVMB8GA1UdIwQYMBaA
        FFcbBFsdC99YkzGEWyUOZwFxZjmVMA8GA1UdEwEB/wQFMAMBAf8wKwYDVR0RBCQw
        IoIVbWFpbC5sYW5qaWFuZy5leGFtcGxlgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
        RwAwRAIgBC1ts3pzVFybE2/dsbU5q5w9X7h7S+hmG+wGIi4nNUQCIDq9xARr87Y1
        l+ksTWev0Ikwsm1yk05vXizFzJyAlc0E
        -----END CERTIFICATE-----
        """
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQghrPGs5/TljodYYTj
        LLSv6LDfE9JOz2oBaAwu1TvCG6+hRANCAARnx+hYJzDPQPPFBsDBikS+Yv33Wjyu
        RQsHjWBFP73hxM89YIrz1tVooW25CkJskF2FVsxl5S+ZR5dXTej384ys
        -----END PRIVATE KEY-----
        """
}
