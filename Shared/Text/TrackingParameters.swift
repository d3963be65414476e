/// Query parameters that say how a reader came to a page, not which page it is.
enum TrackingParameters {
    /// Compared without regard to case.
    static func contains(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }

    private static let prefixes = ["utm_", "share_", "sharer_", "spm_", "_hs", "mtm_", "pk_", "hmsr", "hmpl"]

    private static let names: Set<String> = [
        // Taobao, Bilibili, WeChat, Weibo, Baidu and other Chinese platforms.
        "spm", "from", "from_source", "fromid", "vd_source", "isappinstalled", "nsukey", "wfr", "mpshare", "srcid",
        "chksm", "bd_vid", "sharefrom", "shareuid", "sharetype", "share", "tt_from", "weibo_id", "scm",
        // Click and campaign ids of advertising and mail.
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "igshid",
        "igsh", "mc_cid", "mc_eid", "_ga", "_gl", "vero_id", "oly_enc_id", "mkt_tok", "ref_src", "ref_url", "cmpid",
    ]
}
