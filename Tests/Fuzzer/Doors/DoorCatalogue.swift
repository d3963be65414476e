#if FUZZ
    /// Every place where something from outside comes in.
    enum DoorCatalogue {
        static let all: [Door] =
            PushDoors.all + FeedDoors.all + TextDoors.all + PlanDoors.all + MailDoors.all + DecisionDoors.all
            + SignInDoors.all + MessageDoors.all + ProcessorDoors.all + PageDoors.all + WireDoors.all + RepeatDoors.all
    }
#endif
