import Foundation

/// Words that every text uses, whatever it is about; written for this project.
enum FunctionWords {
    /// A pair of ideographs with one of these in it is no term. Simplified: texts are folded.
    static let chinese = "的了是在和有我他她它们这那也都就与及或被将把对为于以而不但等个之其从到由向上下中会能可要说着过还又很更最已吗呢吧啊呀哦嗯您你该此各每某并且却因所"

    static let english = """
        a an the and or but if of to in on at by for from with as is are was were be been being am it its this that these \
        those he she they we you i his her their our your my me him them us not no nor so than then too very can could \
        will would shall should may might must do does did has have had having said says say also after before over \
        under about into out up down off more most other some such only own same there here when where who whom which \
        what why how all any both each few just between during against while through because until again further once \
        new one two first last year years mr mrs ms dr rt via monday tuesday wednesday thursday friday saturday sunday \
        january february march april june july august september october november december told according per cent \
        percent amp don't won't isn't i'm it's can't
        """
}

func logarithm(_ value: Double) -> Double { Foundation.log(value) }
