// What identifies a patient is sealed for its very place, and nowhere in clear.
#include "store/journal.h"
#include "store/keys.h"
#include "store/requests.h"
#include "store/scene.h"

namespace backline::test {
namespace {

Form canary(int number) {
    auto sent = form(number);
    sent.name = *PersonName::parse("Zebediah Quixworthy" + std::to_string(number));
    sent.email = *Email::parse("zebediah.canary" + std::to_string(number) + "@example.org");
    sent.relation = Relation::other;
    sent.contact_name = *PersonName::parse("Wendeline Quixworthy, her daughter");
    sent.reason = "Vorpal pain when juggling " + std::to_string(number);
    sent.address = "203.0.113.99";
    return sent;
}

// Every table's rows as text; with the bytes of every bytea read as Latin-1.
std::string whole_database(const Scene& scene) {
    const auto names = scene.sql(
        "select string_agg(relname, ',') from pg_class where relkind = 'r' and relnamespace = "
        "'public'::regnamespace");
    std::string all;
    for (std::size_t from = 0; from < names.size();) {
        const auto to = std::min(names.find(',', from), names.size());
        const auto name = names.substr(from, to - from);
        all += scene.sql("select t::text from " + name + " t") + "\n";
        const auto columns = scene.sql(
            "select coalesce(string_agg(format('encode(%I, ''escape'')', column_name), ','), '') "
            "from information_schema.columns where table_schema = 'public' and data_type = 'bytea' "
            "and table_name = '" +
            name + "'");
        if (!columns.empty()) all += scene.sql("select " + columns + " from " + name) + "\n";
        from = to + 1;
    }
    return all;
}

// Right after a rotation there is one server that has read the new key and one that has not.
TEST(SealedFields, AreReadByEveryServerWhileKeysRotate) {
    Scene scene;
    const auto lead = scene.lead();
    App other(scene.database.config(), scene.database.master());
    store::Pool pool(scene.database.config().database.url, 1);
    store::add_key(pool, new_wrapped_key(scene.database.master(), "k77", kFieldPurpose, true));
    const auto key_of_newest = [&](int number) {
        const auto id = scene.submitted(form(number));
        const auto seen = view_request(other, lead, id);
        EXPECT_TRUE(seen && seen->unreadable.empty());
        EXPECT_EQ(seen ? seen->name : "", form(number).name.text());
        return scene.column(id, "position('k77' in encode(name_sealed, 'escape')) > 0");
    };
    scene.app().refresh();
    EXPECT_EQ(key_of_newest(1), "f") << "the other server has not read it yet";
    scene.at(scene.now() + std::chrono::seconds(15));
    other.refresh();
    scene.app().refresh();
    EXPECT_EQ(key_of_newest(2), "t");
    EXPECT_TRUE(view_request(other, lead, scene.submitted(form(3)))->unreadable.empty());
}

TEST(SealedFields, KeepNamesPhonesEmailsReasonsAndNotesOutOfEveryTable) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    for (int i = 1; i <= 5; ++i) {
        const auto id = scene.submitted(canary(i));
        ASSERT_TRUE(add_note(scene.app(), lead, id, "Xylophone note"));
        ASSERT_TRUE(reveal_phone(scene.app(), lead, id, "Marzipan reason"));
        const auto call = scene.call(ana, id);
        ASSERT_TRUE(save_draft(scene.app(), ana, id, call.fence, "Rutabaga draft"));
        if (i == 5) break;  // its draft is still there
        OutcomeInput input;
        input.note = "Tamarind outcome";
        if (i == 4) {
            input.appointment =
                Appointment{scene.now() + std::chrono::hours(48), "Sycamore Annex", "Dr. Hawthorn"};
            ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "booked", input));
            const auto seen = view_request(scene.app(), lead, id);
            ASSERT_TRUE(seen && seen->appointment);
            EXPECT_EQ(seen->appointment->location + seen->appointment->clinician,
                      "Sycamore AnnexDr. Hawthorn");
            continue;
        }
        ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "no_answer", input));
    }
    auto again = canary(1);
    again.key = "again";
    again.reason = "Bergamot second thoughts";
    scene.receipt(again);
    ASSERT_TRUE(search_requests(scene.app(), lead, {"Zebediah", "", ""}));
    ASSERT_TRUE(search_requests(scene.app(), lead, {"+13232000002", "", ""}));
    ASSERT_TRUE(search_requests(scene.app(), lead, {"zebediah.canary3@example.org", "", ""}));
    EXPECT_FALSE(sign_in(scene.app(), "sesame-typed-as-name", "wrong wrong wrong"));
    const auto all = whole_database(scene);
    EXPECT_NE(all.find("neck-pain"), std::string::npos) << "the database was read";
    for (const char* secret :
         {"Zebediah", "zebediah", "Wendeline", "Quixworthy",   "canary",   "Vorpal",   "juggling",
          "2000001",  "2000002",  "000-0001",  "Xylophone",    "Marzipan", "Rutabaga", "Tamarind",
          "Bergamot", "Sycamore", "Hawthorn",  "203.0.113.99", "key-1",    kPassword,  "sesame"})
        EXPECT_EQ(all.find(secret), std::string::npos) << secret << " stands in clear";
}

// Visits of before they were sealed are read, and sealed by the caretaker.
TEST(SealedFields, OfVisitsKeptInClearAreSealedWithoutLosingAWord) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    const auto receipt = scene.receipt(canary(1));
    const auto id = scene.of(receipt);
    const auto call = scene.call(ana, id);
    OutcomeInput input;
    input.appointment = Appointment{scene.now() + std::chrono::hours(48), "Main", ""};
    ASSERT_TRUE(end_attempt(scene.app(), ana, call.attempt, call.fence, "booked", input));
    scene.sql(
        "update appointment set location = 'Sycamore Annex', clinician = 'Dr. Hawthorn',"
        " location_sealed = null, clinician_sealed = null");
    const auto told = [&] {
        const auto seen = view_request(scene.app(), lead, id).value();
        const auto page = patient_view(scene.app(), receipt.token).value();
        return seen.appointment->location + "/" + seen.appointment->clinician + "/" +
               page.visit_location + "/" + page.visit_clinician;
    };
    const auto before = told();
    EXPECT_EQ(before, "Sycamore Annex/Dr. Hawthorn/Sycamore Annex/Dr. Hawthorn");
    const auto seal = [&] {
        return store::transact(scene.app().desk(), [&](store::Transaction& transaction) {
            return store::seal_visits(transaction, *scene.app().keys(), 100);
        });
    };
    EXPECT_EQ(seal(), 1);
    EXPECT_EQ(seal(), 0);
    EXPECT_EQ(whole_database(scene).find("Sycamore"), std::string::npos);
    EXPECT_EQ(told(), before);
}

TEST(SealedFields, SwappedBetweenTwoRequestsDoNotOpenAndShowNothing) {
    for (const char* column :
         {"name_sealed", "phone_sealed", "email_sealed", "reason_sealed", "contact_name_sealed"}) {
        Scene scene;
        const auto lead = scene.lead();
        const auto one = scene.submitted(canary(1)), two = scene.submitted(canary(2));
        ASSERT_TRUE(view_request(scene.app(), lead, one));
        scene.sql("update request r set " + std::string{column} + " = (select o." + column +
                  " from request o where o.id <> r.id)");
        const std::string name{std::string{column}.substr(0, std::string{column}.find("_sealed"))};
        for (const auto& id : {one, two}) {
            const auto seen = view_request(scene.app(), lead, id);
            ASSERT_TRUE(seen);
            EXPECT_EQ(seen->unreadable, std::vector<std::string>{name});
            const auto& shown = name == "name"     ? seen->name
                                : name == "phone"  ? seen->phone
                                : name == "email"  ? seen->email
                                : name == "reason" ? seen->reason
                                                   : seen->contact_name;
            EXPECT_EQ(shown, "") << column << " opened in another's place";
        }
    }
}

// The index decides what bars a number and whose household it is: one that was taken from another
// row is noticed, and nobody is called by it.
TEST(SealedFields, WithAnotherNumbersIndexAreNoNumber) {
    Scene scene;
    const auto ana = scene.agent("ana");
    const auto lead = scene.lead();
    const auto id = scene.submitted(canary(1));
    scene.submitted(canary(2));
    const auto claim = scene.claim(ana, id);
    scene.sql(
        "update request set phone_index = (select o.phone_index from request o where o.id <>"
        " '" +
        id.text() + "') where id = '" + id.text() + "'");
    const auto seen = view_request(scene.app(), ana, id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->unreadable, std::vector<std::string>{"phone"});
    EXPECT_EQ(seen->phone, "");
    const auto called = start_attempt(scene.app(), ana, id, claim.fence);
    ASSERT_TRUE(error_of<NotNow>(called));
    EXPECT_EQ(error_of<NotNow>(called)->reason, "unreadable");
    EXPECT_TRUE(close_without_call(scene.app(), lead, id, "withdrawn", "The number is damaged"));
}

TEST(SealedFields, MovedToAnotherColumnOfTheirOwnRowDoNotOpen) {
    Scene scene;
    const auto id = scene.submitted(canary(1));
    scene.sql("update request set name_sealed = reason_sealed");
    const auto seen = view_request(scene.app(), scene.lead(), id);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->unreadable, std::vector<std::string>{"name"});
    EXPECT_EQ(seen->name, "");
}

TEST(SealedFields, OpenAgainForWhoeverMaySeeThem) {
    Scene scene;
    const auto ana = scene.agent("ana"), ben = scene.agent("ben");
    const auto id = scene.submitted(canary(1));
    const auto claim = scene.claim(ana, id);
    EXPECT_EQ(claim.request.name, canary(1).name.text());
    EXPECT_EQ(claim.request.email, canary(1).email->text());
    EXPECT_EQ(claim.request.contact_name, canary(1).contact_name->text());
    EXPECT_EQ(claim.request.reason, canary(1).reason);
    EXPECT_EQ(claim.request.phone, canary(1).phone.e164());
    const auto others = view_request(scene.app(), ben, id);
    ASSERT_TRUE(others);
    EXPECT_EQ(others->phone, "") << "the full number is its holder's alone";
    EXPECT_EQ(others->phone_display, canary(1).phone.masked());
    const auto revealed = reveal_phone(scene.app(), ben, id, "They rang back");
    ASSERT_TRUE(revealed);
    EXPECT_EQ(revealed->e164(), canary(1).phone.e164());
}

}  // namespace
}  // namespace backline::test
