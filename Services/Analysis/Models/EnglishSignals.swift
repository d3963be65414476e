import Text

extension SignalLexicon {
    /// Business news, and how customers talk to and of the companies they buy from.
    static let english: [Group] = [
        Group(
            name: "en-rise", role: .rise,
            cues: """
                rose rise rises rising risen grew grow grows growing growth increase increased increases increasing \
                up climbed climb jumped surged soared gained gain gains higher improved improve improving \
                improvement strengthened strong stronger strongest doubled tripled exceeded exceed record expanded \
                expand expanding expansion boost boosted accelerated recover recovered recovery rebound rallied \
                outperform beat positive upgraded upgrade raised raise widened widen widens widening wider upturn \
                uptick upward upwards advanced advances appreciated swelled ballooned skyrocketed rocketed leapt \
                leaped jump jumps jumping soar soars soaring surge surges surging climbs climbing gaining rally \
                rallying rebounds rebounding recovers recovering outperformed outpaced outstripped topped surpassed \
                surpass surpasses beats beating exceeding accelerates accelerating acceleration double doubles \
                doubling triple triples tripling quadrupled twofold threefold multiplied boosts boosting improves \
                improvements enhance enhanced enhances enhancing strengthen strengthens strengthening raises raising \
                lifted lifts lift hiked hike hikes upgrades upgrading highest greater more edged_up picked_up \
                went_up bigger larger grown added adds
                """),
        Group(
            name: "en-fall", role: .fall,
            cues: """
                fell fall falls falling fallen dropped drop drops dropping decreased decrease decreases decreasing \
                decline declined declines declining down lower lowered slid slide slipped plunged plunge tumbled \
                sank shrank shrink weakened weak weaker weakening slump slumped slowed slowdown worsened \
                deteriorated reduced reduce reduction cut cuts halved downturn downgrade downgraded missed below \
                negative lost worse narrowed narrow narrows narrowing narrower contracted contraction contracting \
                retreated retreat dip dips dipped dived nosedived slumping slumps plummet plummets plummeted \
                plummeting collapse collapses collapsed tumble tumbles tumbling plunges plunging sliding slides slip \
                slips slipping eased easing sink sinks sinking shed sheds shrinking shrinks shrunk diminished \
                diminishing dwindled dwindling eroded erosion erode dented trimmed trim slashed slash slashing \
                cutting curtailed halving less smaller fewer lowest low downward downwards underperform \
                underperformed lagged softened softer sluggish stagnated stagnation stagnant subdued decelerated \
                depreciated downgrades downgrading reduces reducing reductions lowers lowering fell_short short_of \
                slow slowing slower weaken weakens worsen worsens worsening worst deteriorate deteriorates \
                deteriorating deterioration
                """),
        Group(
            name: "en-good-figure", turns: false, role: .gain,
            cues: """
                profit profits sales revenue revenues turnover earnings income ebit ebitda eps margin margins \
                dividend orders order market_share demand net_sales operating_profit net_profit cash_flow volume \
                volumes result results return returns ebita backlog bookings deposits premiums subscribers customers \
                passengers production output shipments deliveries exports export assets traffic capacity yield \
                takings proceeds roe roi roce productivity profitability liquidity solvency equity_ratio price \
                prices index stock shares share consumption occupancy lending rating outlook pretax_profit \
                gross_profit income_from
                """),
        Group(
            name: "en-bad-figure", turns: false, role: .drain,
            cues: """
                loss losses cost costs expenses debt unemployment impairment writedown write-down net_loss \
                operating_loss charges charge deficit inflation claims interest_expenses expense expenditure \
                expenditures liabilities overheads defaults arrears delinquencies vacancy vacancies churn provisions \
                shortfall leverage gearing indebtedness write-off write-offs writedowns write-downs impairments \
                emissions waste downtime pretax_loss pre-tax_loss net_debt fixed_costs raw_material credit_losses \
                loan_losses interest_costs
                """),
        Group(
            name: "en-trouble",
            cues: """
                bankrupt bankruptcy layoffs layoff laid_off redundancies job_cuts dismiss dismissed closure \
                close_down shut shutdown strike recall lawsuit sued sue fraud scandal probe investigation fine fined \
                penalty warning warned warn default delay delayed postponed cancelled canceled suspend suspended \
                terminated terminate crisis problem problems difficult difficulties trouble uncertain uncertainty \
                risk risks unable failed failure disappointing disappointed disappointment poor hit hurt pressure \
                challenging resign resigned temporary_layoffs suffer suffers suffered suffering burden burdened \
                burdens hamper hampered hampers hinder hindered harm harmed damage damages damaging adverse \
                adversely unfavourable unfavorable unfavourably unprofitable bleak gloomy grim tough turbulent \
                turmoil recession recessionary shortage shortages bottleneck bottlenecks overcapacity oversupply \
                insolvency insolvent liquidation receivership breach breached breaches cartel antitrust bribery \
                corruption allegation allegations alleged accuse accused accuses criticise criticised criticized \
                criticism blame blamed dispute disputes litigation violation violated illegal infringement \
                infringing infringed boycott boycotting halted halt halts idle idled scrap scrapped abandon \
                abandoned axed axe dismissal dismissals redundant furlough furloughed sacked fired walkout protest \
                protests disrupt disrupted disruption disruptions breakdown accident fatal explosion delays setback \
                setbacks plight concern concerns worried worries worry fear fears doubt doubts bearish pessimistic \
                volatile volatility unstable instability loss-making struggling struggle struggles struggled \
                profit_warning sell-off distressed lay_off laying_off shutting closing closed closures write_off \
                hurting hurts obstacle obstacles threat threatens threatened threaten unemployed unfortunately \
                regrettable regret lose loses losing shutdowns stoppage stoppages strikes striking penalties fines \
                convicted guilty jailed quit quits ousted
                """),
        Group(
            name: "en-deal",
            cues: """
                agreement contract deal signed awarded award win won wins order_worth partnership cooperation \
                acquire acquired acquisition launch launched launches new introduces selected chosen appointed \
                invest investment opens opened deliver delivery supply joint_venture innovative leading successful \
                success pleased excellent efficient benefit benefits opportunity opportunities
                """),
        Group(
            name: "en-neutral", turns: false,
            cues: """
                is are has includes located based consists according approximately total number value fair_value \
                disclosed announced said will meeting shareholders board member members employs operates \
                headquartered serves ltd
                """),
        Group(
            name: "en-complaint",
            cues: """
                terrible horrible awful useless broken crash crashed crashing crashes doesn't_work not_working \
                stopped_working won't can't bug buggy error glitch stuck frozen missing damaged ripped torn faulty \
                defective wrong incorrect late never waiting waited hours weeks days still refund refunded cancel \
                charged overcharged double_charged complaint complain frustrated frustrating annoying annoyed \
                ridiculous unacceptable disgusting rude unhelpful ignored no_response no_reply hold disgrace shame \
                joke fail fails failing issue issues fix fixed why scam stolen hacked locked please_fix again \
                supposed expected ruined sucks pathetic shit crap wtf fuck fucking hell damn hate malfunction \
                malfunctioning malfunctioned freezes freezing freeze froze lag lags lagging laggy glitches glitchy \
                glitching bugs errors kicks kicked logged_out logging_out logs_out disconnects disconnecting \
                disconnected offline outage outages dead died dying dies stopped stops cracked crack cracking cracks \
                leaking leak leaks leaked tear tore fell_apart falling_apart peeling scratched scratches bent loose \
                stained stain smell smells stale rotten mould mold mouldy moldy expired undercooked burnt burned \
                soggy allergic noise noisy overheating overheats overheat blank unresponsive not_responding \
                doesnt_work isnt_working isn't_working won't_let wont_let doesn't_let won't_load wont_load \
                won't_open won't_turn won't_connect can't_connect can't_log cant_log can't_access can't_get cant_get \
                can't_find failed_to fails_to refuses refused refuse rejected blocked banned disabled corrupted \
                corrupt inaccurate unusable unplayable incomplete empty half short mistake mistakes screwed_up \
                messed_up keeps keep_getting constantly randomly suddenly not_charging won't_charge not_loading \
                not_showing
                """),
        Group(
            name: "en-thanks", turns: false,
            cues: """
                thanks thank thankyou thx love loved loving awesome amazing great good nice cool best beautiful \
                happy excited perfect appreciate enjoy congrats congratulations lol haha wow yay birthday fun \
                giveaway enter check_out follow join new_post sale deals shop available coming_soon got_it worked ok \
                okay done dm sent welcome
                """),
        Group(
            name: "en-asking", turns: false,
            cues: """
                how what when where who which does do is_there can_you could_you would can_i any_idea wondering \
                anyone please help need know tell
                """),
        Group(
            name: "en-praise",
            cues: """
                profitable robust solid healthy favourable favorable favourably encouraging encouraged promising \
                satisfactory satisfied delighted proud glad superior competitive competitiveness advantage \
                advantages attractive outstanding exceptional remarkable impressive impressed confident confidence \
                optimistic optimism bullish buoyant lucrative resilient resilience flexible flexibility reliable \
                reliability efficiently efficiency synergies synergy savings save saves saving cost-effective \
                breakthrough milestone award-winning renowned leader leadership well-positioned valuable succeed \
                succeeds succeeded thriving flourish flourishing ideal enable enables enabled enabling ensure \
                ensures popular popularity sustainable win-win rewarding prosperous stabilise stabilize faster \
                easier safer better best-selling modern high-quality quality excellence pioneering pioneer \
                turnaround smooth smoothly effectively optimise optimize optimal welcomed honour honoured honored \
                prestigious buy_rating outperform_rating
                """),
        Group(
            name: "en-comparison", turns: false,
            cues: """
                corresponding comparable previous prior earlier year-earlier year-ago same_period year-on-year \
                respectively last_year a_year
                """),
        Group(
            name: "en-against", turns: false, role: .against,
            cues: """
                from compared comparison versus vs against than
                """),
        Group(
            name: "en-anger",
            cues: """
                sick tired fed_up pissed furious angry fuming livid mad appalling appalled abysmal dreadful \
                atrocious pitiful shocking shockingly shocked dire disaster nightmare mess garbage rubbish trash \
                bullshit bs crappy shitty lousy junk lame dumb stupid idiots idiot incompetent incompetence clueless \
                lazy greedy greed liar liars lying lied lies cheat cheated cheating ripoff rip-off rip_off robbed \
                robbery thieves thief scammers scammed scamming scams fraudulent shady racist sexist discriminate \
                discriminates discrimination suck sucked ffs smh wth ugh argh bloody screwed screwing screw \
                never_again insane insulting insult offensive offended embarrassing embarrassed unprofessional \
                unreliable inexcusable outrageous outraged absurd laughable stinks hated hating hates worthless \
                wasted wasting sad sadly unfair dishonest misleading misled deceptive annoys irritating irritated \
                upset upsetting unhappy dissatisfied dissatisfaction disgusted disgust let_down letdown bad badly \
                poorly
                """),
        Group(
            name: "en-unserved",
            cues: """
                no_answer unanswered ignore ignoring ignores on_hold hung_up hang_up nobody no_one noone nowhere \
                not_received never_received never_arrived never_came not_arrived hasn't_arrived hasn't_come \
                didn't_receive haven't_received didn't_arrive didn't_get haven't_got still_waiting been_waiting \
                waiting_for waited_for wait wait_time long_wait queue queues hours_late mins_late minutes_late \
                several_times many_times multiple_times third_time second_time 2nd_time 3rd_time every_time \
                everytime all_day all_week for_days for_weeks for_months for_hours days_ago weeks_ago months_ago \
                weeks_later days_later an_hour escalate escalated supervisor complaints complaining complained \
                unresolved resolve resolved sort_out sort_it fix_it fix_your fix_this fixing do_something explain \
                explanation inconvenience inconvenient customer_service bad_service poor_service worst_service \
                no_help no_explanation no_apology apology apologise apologize lost_my losing_my missed_my \
                cancelled_my canceled_my ruined_my broke_my charged_me told_me promised supposedly yet already \
                nothing month months
                """),
        Group(
            name: "en-money",
            cues: """
                reimburse reimbursed compensation compensate compensated owed owe owes steal stealing stole \
                overcharge overcharging expensive overpriced pricey price_increase hidden_fees fee fees billed \
                billing bill paid paying pay money my_money money_back costs_me cost_me deposit payment
                """),
    ]
}
