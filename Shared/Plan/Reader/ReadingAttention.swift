extension PlanMapping {
    func attention() -> ResponsePlan.Attention {
        let attention = ResponsePlan.Attention(gather: span("gather"), most: integer("most", in: 1...1_000))
        if !isSilent, has("gather"), attention.gather.seconds > 3_600 {
            nodeIfAny("gather")?.mistake(expected: "at most 1h: what a person has to hear is told within the hour")
        }
        return attention
    }
}
