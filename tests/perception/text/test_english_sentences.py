"""English sentences and the label that a careful person gives them."""

import pytest

from regard.perception.text import read

TABLE = """
positive | The support team was friendly and solved my problem in minutes.
positive | Absolutely love this app, it makes my day so much easier!
positive | Delivery was quick and everything arrived in perfect condition.
positive | Not bad at all, I would buy it again.
positive | No complaints, the room was spotless.
positive | I can't fault the service.
positive | The nurse listened to me and explained everything clearly.
positive | Worth every penny.
positive | It isn't cheap, but the quality is outstanding.
positive | Setup was a breeze and the manual is clear.
positive | You guys rock!!!
positive | Couldn't be happier with my new phone.
positive | Sooooo goooood
positive | thx, gr8 service
positive | The refund was processed the same day, thank you!
positive | I never had a problem with this bank.
positive | Nothing was too much trouble for the staff.
positive | Best pizza in town, hands down.
positive | A hidden gem with amazing staff 😍
positive | works like a charm :)
positive | Slow to start, but once it runs it is brilliant.
positive | The driver was very polite and arrived on time.
positive | Highly recommend to anyone who needs a reliable accountant.
positive | We will definitely be back.
positive | I was pleasantly surprised by how helpful they were.
positive | Without a doubt the most comfortable chair I own.
positive | Thank you for the refund.
positive | Great value for money.
positive | Easy to use, even my mother likes it.
positive | Her kindness made my stay less stressful.
negative | I was on hold for 45 minutes and then they hung up on me.
negative | The parcel never arrived.
negative | Nobody answers the phone.
negative | Not worth the money.
negative | The food wasn't very good and the waiter was rude.
negative | I cancelled my subscription last week.
negative | Too expensive for what it is.
negative | The app keeps crashing since the update.
negative | It doesn't work.
negative | Worst experience ever!!!
negative | THIS IS UNACCEPTABLE
negative | The screen is too small and the speakers are too quiet.
negative | I will never order from them again.
negative | They charged me twice and refused to give my money back.
negative | The website is confusing and slow.
negative | Waited two hours and still no answer.
negative | Nice lobby, but the rooms were dirty and smelled of smoke.
negative | don't waste your time
negative | The agent had no idea what she was talking about.
negative | My order came with missing items, again.
negative | Hardly helpful, and rather arrogant.
negative | What a rip-off.
negative | I am so disappointed with this company 😡
negative | The battery dies after an hour.
negative | Very poor communication from start to finish.
negative | Stay away from this place.
negative | Customer service is a joke.
negative | The hotel is anything but quiet.
negative | I regret buying this laptop.
negative | It broke after two days.
negative | Could be better.
negative | The instructions are useless.
negative | Their lack of respect is shocking.
negative | No longer reliable since they changed owners.
negative | :( my package got lost
negative | Cheaply made and flimsy.
neutral  | I ordered two shirts in blue.
neutral  | The office opens at nine.
neutral  | When does the sale begin?
neutral  | My account number is 4471.
neutral  | The meeting has been moved to Thursday.
neutral  | Please send me the invoice.
neutral  | We stayed three nights in the room on the second floor.
mixed    | The food was delicious and wonderful, the waiter was rude and terrible.
mixed    | Excellent camera, horrible battery.
"""

KNOWN = """
negative | Half the buttons do nothing.
neutral  | The package contains a cable and a charger.
negative | Oh great, another update that deletes my settings.
negative | I expected so much more from a company this size.
negative | My grandmother could cook faster than this kitchen.
negative | They say it is the best bank in town; I disagree.
negative | I'd rather walk than fly with them again.
negative | If you like waiting, this is the clinic for you.
"""  # irony, praise of others, facts without a word for them, and what is close: noticed where they end

LINES, FAILURES = (
    [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]
    for table in (TABLE, KNOWN)
)


@pytest.mark.parametrize(("label", "sentence"), LINES)
def test_an_english_sentence_gets_the_label_that_a_person_gives(label, sentence):
    row = read([sentence]).to_pylist()[0]
    assert (row["language"], row["sentiment"]) == ("en", label)


@pytest.mark.xfail(reason="told otherwise by the rules and the weights together")
@pytest.mark.parametrize(("label", "sentence"), FAILURES)
def test_an_english_sentence_that_is_known_to_fail(label, sentence):
    assert read([sentence], heads=["sentiment"]).column("sentiment").to_pylist() == [label]


def test_the_table_holds_sixty_sentences_or_more():
    assert len(LINES) >= 60
    assert len({sentence for _, sentence in LINES}) == len(LINES)
