"""One sentence for each code, reader and language; `web.words` fills in the facts.

Each entry holds the sentence for the youth (easy words, at most fifteen), the coach and the employer.
"""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from matcher.codes import ChangeCode, ReasonCode
from matcher.vocabulary import Refusal

Three = tuple[LazyString, LazyString, LazyString]

REASONS: Final[Mapping[ReasonCode | Refusal, Three]] = {
    ReasonCode.INTERESTS_MATCH: (
        _l("You like this: %(types)s. You do that here."),
        _l("What %(name)s likes: %(types)s"),
        _l("The work suits what this person likes: %(types)s."),
    ),
    ReasonCode.INTERESTS_DIFFER: (
        _l("You do this a lot here: %(types)s. Maybe you like that less."),
        _l("Mostly %(types)s; %(name)s likes other work more"),
        _l("The work is mostly this: %(types)s. This person likes other work more."),
    ),
    ReasonCode.INTERESTS_UNKNOWN_YOUTH: (
        _l("What kind of work do you like? Tell us."),
        _l("What kind of work does %(name)s like? Not asked yet"),
        _l("It is not known yet what work this person likes."),
    ),
    ReasonCode.INTERESTS_UNKNOWN_PLACE: (
        _l("We do not know yet what the work is like. We will ask."),
        _l("What kind of work is it exactly? Ask the employer"),
        _l("What kind of work is it exactly? Choose an occupation."),
    ),
    ReasonCode.WISH_MET: (
        _l("You wanted this: %(wish)s."),
        _l("%(name)s wants this: %(wish)s"),
        _l("This person wants this: %(wish)s."),
    ),
    ReasonCode.WISH_EXPLORED: (
        _l("You want to try this: %(wish)s."),
        _l("%(name)s wants to try this: %(wish)s"),
        _l("This person wants to try this: %(wish)s."),
    ),
    ReasonCode.WISH_NOT_MET: (
        _l("This is not the kind of work you asked for."),
        _l("Not among the wishes of %(name)s"),
        _l("This person asked for another kind of work."),
    ),
    ReasonCode.SECTOR_UNKNOWN: (
        _l("We do not know yet what kind of business this is."),
        _l("Which sector is this? Ask the employer"),
        _l("Which sector is this? Fill it in."),
    ),
    ReasonCode.ABILITY_MET: (
        _l("You can do this well enough: %(ability)s."),
        _l("%(Ability)s: asked %(asked)s, can do %(has)s"),
        _l("This goes well: %(ability)s."),
    ),
    ReasonCode.ABILITY_SHORT: (
        _l("You need to be good at this here: %(ability)s. You can practise that."),
        _l("%(Ability)s: asked %(asked)s, can do %(has)s (%(task)s)"),
        _l("The task asks more of this than goes well now: %(ability)s."),
    ),
    ReasonCode.ABILITY_UNKNOWN: (
        _l("How does this go for you: %(ability)s?"),
        _l("%(Ability)s: asked %(asked)s, not asked of %(name)s yet"),
        _l("Not known yet how this goes: %(ability)s."),
    ),
    ReasonCode.ABILITY_VIEWS_DIFFER: (
        _l("You and your coach see this in a different way: %(ability)s."),
        _l("%(Ability)s: you and %(name)s see this differently (%(low)s and %(high)s). Talk about it"),
        _l("This person and the coach see this differently: %(ability)s."),
    ),
    ReasonCode.ASKS_UNKNOWN: (
        _l("We do not know yet what you must be able to do here. We will ask."),
        _l("What does the work ask (%(task)s)? Not said yet"),
        _l("What must somebody be able to do for this: %(task)s?"),
    ),
    ReasonCode.DEMAND_MET: (
        _l("This is fine for you: %(demand)s."),
        _l("%(Demand)s: asked %(asked)s, can bear %(bears)s"),
        _l("This is no problem: %(demand)s."),
    ),
    ReasonCode.DEMAND_SHORT: (
        _l("This is part of the work: %(demand)s. That is hard for you."),
        _l("%(Demand)s: asked %(asked)s, can bear %(bears)s (%(task)s)"),
        _l("This is too much for this person now: %(demand)s."),
    ),
    ReasonCode.DEMAND_UNKNOWN: (
        _l("How is this for you: %(demand)s?"),
        _l("%(Demand)s: asked %(asked)s, not asked of %(name)s yet"),
        _l("Not known yet how well this goes: %(demand)s."),
    ),
    ReasonCode.DEMANDS_UNKNOWN: (
        _l("We do not know yet how heavy the work is. We will ask."),
        _l("How heavy is the work (%(task)s)? Not said yet"),
        _l("How heavy is the work: %(task)s? Think of lifting, standing and noise."),
    ),
    ReasonCode.SKILL_HAD: (
        _l("You already have this: %(skill)s."),
        _l("Has: %(skill)s"),
        _l("This person has: %(skill)s."),
    ),
    ReasonCode.SKILL_MISSING: (
        _l("You need this here: %(skill)s. You do not have it yet."),
        _l("Missing: %(skill)s"),
        _l("This person does not have this yet: %(skill)s."),
    ),
    ReasonCode.SKILL_TAUGHT: (
        _l("You learn this here: %(skill)s."),
        _l("Not there yet, taught here: %(skill)s"),
        _l("This person learns this with you: %(skill)s."),
    ),
    ReasonCode.LANGUAGE_MET: (
        _l("You speak enough %(language)s for this work."),
        _l("%(Language)s: asked %(asked)s, has %(has)s"),
        _l("The %(language)s is good enough."),
    ),
    ReasonCode.LANGUAGE_SHORT: (
        _l("You need a bit more %(language)s here."),
        _l("%(Language)s: asked %(asked)s, has %(has)s"),
        _l("The %(language)s still needs practice."),
    ),
    ReasonCode.LANGUAGE_UNKNOWN: (
        _l("How good is your %(language)s?"),
        _l("%(Language)s: asked %(asked)s, not asked of %(name)s yet"),
        _l("Not known yet how good the %(language)s is."),
    ),
    ReasonCode.NEED_MET: (
        _l("%(Met)s"),
        _l("%(Condition)s: needed %(need)s, offered %(level)s"),
        _l("You offer what helps: %(condition)s."),
    ),
    ReasonCode.NEED_UNMET: (
        _l("This is not well arranged here yet: %(condition)s."),
        _l("%(Condition)s: needed %(need)s, offered %(level)s"),
        _l("This would help and is not well arranged yet: %(condition)s."),
    ),
    ReasonCode.NEED_TO_ARRANGE: (
        _l("This can still be arranged: %(condition)s."),
        _l("%(Condition)s: needed %(need)s, now %(level)s, can become %(arrangeable)s"),
        _l("You can arrange this: %(condition)s."),
    ),
    ReasonCode.NEED_UNKNOWN: (
        _l("Does this help you at work: %(condition)s?"),
        _l("Does %(name)s need this: %(condition)s? Not asked yet"),
        _l("Not known yet whether this is needed: %(condition)s."),
    ),
    ReasonCode.OFFER_UNKNOWN: (
        _l("Is this possible here: %(condition)s? We will ask."),
        _l("%(Condition)s: is that possible here? Not said yet"),
        _l("Is this possible with you: %(condition)s?"),
    ),
    ReasonCode.PRESSURE_LOW: (
        _l("You can work without hurry here."),
        _l("Calm work: good while something is urgent"),
        _l("The work is calm. That helps now."),
    ),
    ReasonCode.PRESSURE_HIGH: (
        _l("It can be busy here. You have a lot to arrange now."),
        _l("Pressure of work %(pressure)s of 3, while something is urgent"),
        _l("The work is busy. Less pressure would help now."),
    ),
    ReasonCode.PRESSURE_UNKNOWN: (
        _l("How busy is it here? We will ask."),
        _l("How high is the pressure of work? Not said yet"),
        _l("How busy is the work?"),
    ),
    ReasonCode.TRAVEL_NEAR: (
        _l("It is near: %(about)s %(duration)s %(means)s."),
        _l("%(About)s %(minutes)s min %(means)s, at most %(longest)s"),
        _l("This person lives near."),
    ),
    ReasonCode.TRAVEL_LONG: (
        _l("It is far: %(about)s %(duration)s %(means)s."),
        _l("%(About)s %(minutes)s min %(means)s, at most %(longest)s"),
        _l("The journey is long."),
    ),
    ReasonCode.HOME_UNKNOWN: (
        _l("Where do you live? Then we know how far it is."),
        _l("Where does %(name)s live? Travel time is unknown"),
        _l("Not known yet how far this person lives."),
    ),
    ReasonCode.REACH_UNKNOWN: (
        _l("How do you travel? And how long may it take?"),
        _l("How does %(name)s travel, and how long at most? Not asked yet"),
        _l("Not known yet how this person travels."),
    ),
    ReasonCode.SPOT_UNKNOWN: (
        _l("We do not know yet where this is. We will ask."),
        _l("Where is the workplace? Travel time is unknown"),
        _l("Where is the workplace? Fill in the postcode."),
    ),
    ReasonCode.HOURS_FIT: (
        _l("The hours suit you: %(span)s a week."),
        _l("Hours fit: %(span)s a week"),
        _l("The hours suit."),
    ),
    ReasonCode.HOURS_FEW: (
        _l("You want more hours than there are here."),
        _l("%(gap)s too few: at most %(offered)s, wanted from %(wanted)s"),
        _l("This person wants %(gap)s more."),
    ),
    ReasonCode.HOURS_MANY: (
        _l("These are more hours than you want."),
        _l("%(gap)s too many: from %(offered)s, wanted at most %(wanted)s"),
        _l("This person wants %(gap)s less."),
    ),
    ReasonCode.HOURS_UNKNOWN_YOUTH: (
        _l("How many hours do you want to work?"),
        _l("How many hours does %(name)s want? Not asked yet"),
        _l("Not known yet how many hours this person wants."),
    ),
    ReasonCode.HOURS_UNKNOWN_PLACE: (
        _l("How many hours is it? We will ask."),
        _l("How many hours? Not said yet"),
        _l("How many hours a week is it?"),
    ),
    ReasonCode.TIMES_FIT: (
        _l("These times suit you."),
        _l("The times suit"),
        _l("The times suit."),
    ),
    ReasonCode.TIMES_OUTSIDE: (
        _l("You cannot work at all of these times. Look at: %(weekdays)s."),
        _l("%(hours)s outside the times that are free: %(weekdays)s"),
        _l("Outside the times that suit: %(hours)s (%(weekdays)s)."),
    ),
    ReasonCode.FREE_UNKNOWN: (
        _l("When can you work?"),
        _l("When can %(name)s work? Not asked yet"),
        _l("Not known yet when this person can work."),
    ),
    ReasonCode.TIMES_UNKNOWN: (
        _l("On which days is it? We will ask."),
        _l("Which days and times? Not said yet"),
        _l("On which days and at what times is the work?"),
    ),
    ReasonCode.GOAL_TAUGHT: (
        _l("You want to learn this: %(goal)s. You can do that here."),
        _l("Can learn here: %(goal)s"),
        _l("You teach what this person wants to learn: %(goal)s."),
    ),
    ReasonCode.GOAL_NOT_SERVED: (
        _l("You cannot learn this here: %(goal)s."),
        _l("Wants to learn, not taught here: %(goal)s"),
        _l("This person also wants to learn: %(goal)s."),
    ),
    ReasonCode.TEACHES_NOTHING: (
        _l("It does not say yet what you can learn here."),
        _l("Not said what there is to learn, and %(name)s is finding out what suits"),
        _l("What can somebody learn with you? That helps."),
    ),
    ReasonCode.SCHOOL_LIKE: (
        _l("It is a bit like school here. You have had enough of that."),
        _l("School-like %(level)s of 3, and %(name)s has had enough of school"),
        _l("It looks like school. This person would rather learn by doing."),
    ),
    ReasonCode.NOT_SCHOOL_LIKE: (
        _l("It is not like school here. You learn by doing."),
        _l("Not like school: learning by doing"),
        _l("Learning by doing suits this person."),
    ),
    ReasonCode.SCHOOL_LIKE_UNKNOWN: (
        _l("Does it look like school here? We will ask."),
        _l("How school-like is it? Not said yet"),
        _l("Does it look like school with you, or is it learning by doing?"),
    ),
    ReasonCode.SCHOOL_TIRED_UNKNOWN: (
        _l("Have you had enough of school?"),
        _l("Has %(name)s had enough of school? Not asked yet"),
        _l("Not known yet how this person likes to learn."),
    ),
    ReasonCode.INCOME_ENOUGH: (
        _l("You earn enough here."),
        _l("Earns enough: about %(earned)s a month, needed %(needed)s"),
        _l("The pay is enough for this person."),
    ),
    ReasonCode.INCOME_SHORT: (
        _l("You earn less here than you need. Ask your coach about it."),
        _l("About %(earned)s a month, needed %(needed)s: check benefits"),
        _l("This person needs a higher income. More hours may help."),
    ),
    ReasonCode.INCOME_NEEDED_UNKNOWN: (
        _l("How much money do you need in a month?"),
        _l("What income does %(name)s need? Not asked yet"),
        _l("Not known yet what income this person needs."),
    ),
    ReasonCode.PAY_UNKNOWN: (
        _l("What do you earn here? We will ask."),
        _l("What does it pay? Not said yet"),
        _l("What do you pay an hour?"),
    ),
    ReasonCode.MINOR_TIMES_UNKNOWN: (
        _l("You are not 18 yet. So we first ask at what times it is."),
        _l("%(name)s is under 18: first ask for the times"),
        _l("For somebody under 18 we need the times first."),
    ),
    ReasonCode.MINOR_SUNDAY: (
        _l("There is work on Sunday. You may say no to that."),
        _l("Sunday work under 18: only by agreement, if %(name)s wants it, with 13 free Sundays a year"),
        _l("Under 18, work on Sunday needs an agreement, and this person must want it."),
    ),
    ReasonCode.MINOR_SUPERVISION_UNKNOWN: (
        _l("Is somebody always with you at the dangerous work? We will ask."),
        _l("Under 18 only under expert supervision: %(hazards)s. Is it there?"),
        _l("Is there expert supervision at this: %(hazards)s?"),
    ),
    ReasonCode.BIRTH_DATE_UNKNOWN: (
        _l("When were you born?"),
        _l("When was %(name)s born? The rules for under 18 depend on it"),
        _l("The age is not known yet."),
    ),
    ReasonCode.SCHOOL_DUTY_UNKNOWN: (
        _l("Do you still go to school? We want to know that first."),
        _l("School duty cannot be judged yet. Missing: %(missing)s"),
        _l("It is not known yet whether school duty applies."),
    ),
    ReasonCode.OLDER_THAN_26: (
        _l("You are %(age)s. Your coach says why Plek helps you too."),
        _l("%(name)s is %(age)s: Plek is for 16 to 26, or older with a reason"),
        _l("This person is %(age)s years old."),
    ),
    Refusal.TOO_FAR: (
        _l("It is too far for you."),
        _l("Too far: %(about)s %(minutes)s min %(means)s, at most %(longest)s"),
        _l("The journey is too long for this person."),
    ),
    Refusal.NOT_OPEN: (
        _l("This place is not open now."),
        _l("The place is not open"),
        _l("This place is not open. Open it when you are ready."),
    ),
    Refusal.NO_SEAT: (
        _l("This place is taken now."),
        _l("All seats are taken"),
        _l("All seats are taken."),
    ),
    Refusal.OVER: (
        _l("This place has ended."),
        _l("The place ended on %(until)s"),
        _l("This place ended on %(until)s."),
    ),
    Refusal.EXCLUDED: (
        _l("You said you do not want this: %(wish)s."),
        _l("%(name)s does not want this: %(wish)s"),
        _l("This person would rather not work here."),
    ),
    Refusal.LICENCE: (
        _l("For this work you need: %(licences)s."),
        _l("Needs a licence that is not taught here: %(licences)s"),
        _l("The work needs: %(licences)s."),
    ),
    Refusal.SCHOOL_DUTY: (
        _l("You still have to go to school. This place does not fit with school."),
        _l("School duty until %(until)s: this does not fit beside or in place of school"),
        _l("The law asks for school first. Work beside school or a BBL place is possible."),
    ),
    Refusal.YOUNG_HOURS: (
        _l("These are too many hours for your age."),
        _l("Under 18: %(hours)s %(period)s, at most %(most)s allowed"),
        _l("Under 18, at most %(most)s hours %(period)s are allowed. Here it is %(hours)s."),
    ),
    Refusal.YOUNG_TIMES: (
        _l("At your age you may not work at night."),
        _l("Under 18: no work between 23:00 and 6:00 (%(weekdays)s)"),
        _l("Under 18: no work between 23:00 and 6:00."),
    ),
    Refusal.YOUNG_REST: (
        _l("There is too little rest between the days."),
        _l("Under 18: %(hours)s of rest %(period)s, at least %(least)s needed"),
        _l("Under 18, at least %(least)s hours of rest %(period)s are needed. Here it is %(hours)s."),
    ),
    Refusal.YOUNG_ON_CALL: (
        _l("At this place they may call you in at any time. At your age that is not allowed yet."),
        _l("Under 18: no on-call work"),
        _l("Under 18: no on-call work."),
    ),
    Refusal.YOUNG_HAZARD: (
        _l("This work is too dangerous at your age."),
        _l("Not allowed under 18: %(hazards)s"),
        _l("Not allowed under 18: %(hazards)s."),
    ),
    Refusal.BELOW_MINIMUM_WAGE: (
        _l("You would earn too little here. That is not allowed."),
        _l("Pay of %(pay)s is below the minimum wage of %(minimum)s at age %(age)s %(assumed)s"),
        _l("The pay of %(pay)s is below the minimum wage of %(minimum)s at age %(age)s %(assumed)s."),
    ),
}

CHANGES: Final[Mapping[ChangeCode, Three]] = {
    ChangeCode.ARRANGE_CONDITION: (
        _l("It fits better with this: %(condition)s. %(asker)s can ask."),
        _l("Arrange: %(condition)s"),
        _l("If you arrange this, it fits better: %(condition)s."),
    ),
    ChangeCode.LOWER_PRESSURE: (
        _l("With less hurry it fits better. %(asker)s can ask."),
        _l("Less pressure of work at first"),
        _l("Less pressure at first helps."),
    ),
    ChangeCode.EASE_ASK: (
        _l("It fits better if less of this is asked: %(ability)s. %(asker)s can ask."),
        _l("Ask one step less: %(ability)s"),
        _l("If the task asks a little less, it fits better: %(ability)s."),
    ),
    ChangeCode.EASE_DEMAND: (
        _l("It fits better with less of this: %(demand)s. %(asker)s can ask."),
        _l("Ask one step less: %(demand)s"),
        _l("With less of this it fits better: %(demand)s."),
    ),
    ChangeCode.DROP_TASK: (
        _l("Without this task it fits better: %(task)s. %(asker)s can ask."),
        _l("Without the task: %(task)s"),
        _l("If a colleague does this task, it fits better: %(task)s."),
    ),
    ChangeCode.TEACH_SKILL: (
        _l("It fits better if you learn this here: %(skill)s. %(asker)s can ask."),
        _l("Teach on the floor: %(skill)s"),
        _l("If you teach this, it fits better: %(skill)s."),
    ),
    ChangeCode.LEARN_LANGUAGE: (
        _l("It fits better with more %(language)s. %(asker)s can find a lesson."),
        _l("One step more %(language)s, with a lesson"),
        _l("With more %(language)s it fits better."),
    ),
    ChangeCode.LESS_SCHOOL_LIKE: (
        _l("It fits better if you learn by doing. %(asker)s can ask."),
        _l("Less like school, more learning by doing"),
        _l("More learning by doing fits better."),
    ),
    ChangeCode.OTHER_MEANS: (
        _l("You get here faster %(vehicle)s. %(asker)s can help with that."),
        _l("Travel %(vehicle)s: about %(duration)s"),
        _l("Another way to travel would help."),
    ),
    ChangeCode.MORE_HOURS: (
        _l("With more hours it fits better. %(asker)s can ask."),
        _l("More hours: up to %(to)s a week"),
        _l("With more hours it fits better: up to %(to)s a week."),
    ),
    ChangeCode.FEWER_HOURS: (
        _l("With fewer hours it fits better. %(asker)s can ask."),
        _l("Fewer hours: from %(to)s a week"),
        _l("With fewer hours it fits better: from %(to)s a week."),
    ),
    ChangeCode.FLEXIBLE_TIMES: (
        _l("With other times it fits better. %(asker)s can ask."),
        _l("Flexible times"),
        _l("If the times may shift, it fits better."),
    ),
    ChangeCode.CHECK_BENEFITS: (
        _l("Maybe you can get extra money. %(asker)s finds that out."),
        _l("Check benefits: can they add to the income?"),
        _l("The municipality may add to the income."),
    ),
}
