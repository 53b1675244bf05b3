#include "domain/request.h"

#include "unit/domain/institute.h"

namespace backline {
namespace {

using namespace test;

const Instant due = at("2026-11-02 10:00");

struct Row {
    State state;
    const char* name;
    bool open;
    bool due;
    int rank;
};

std::vector<Row> rows() {
    return {{Quarantined{"honeypot"}, "quarantined", false, false, 3},
            {New{due}, "new", true, true, 2},
            {Retry{due}, "retry", true, true, 3},
            {Scheduled{{due, due + std::chrono::minutes{30}}}, "scheduled", true, true, 1},
            {Waiting{due}, "waiting", true, true, 3},
            {Escalated{due}, "escalated", true, true, 0},
            {Closed{"booked", due}, "closed", false, false, 3}};
}

TEST(States, KnowTheirNamePlaceAndWhenTheyAreDue) {
    for (const Row& row : rows()) {
        EXPECT_EQ(name_of(row.state), row.name);
        EXPECT_EQ(is_open(row.state), row.open) << row.name;
        EXPECT_EQ(is_callable(row.state), row.open) << row.name;
        EXPECT_EQ(due_at(row.state), row.due ? std::optional{due} : std::nullopt) << row.name;
        EXPECT_EQ(rank_of(row.state, false), row.rank) << row.name;
    }
}

TEST(States, GoFirstWithARedFlag) {
    for (const Row& row : rows()) EXPECT_EQ(rank_of(row.state, true), 0) << row.name;
}

TEST(Requests, NameTheirKindRelationAndPartsThereAndBack) {
    for (const Kind kind : {Kind::callback, Kind::consultation}) {
        EXPECT_EQ(kind_named(name_of(kind)), kind);
    }
    for (const Relation relation : {Relation::self, Relation::other}) {
        EXPECT_EQ(relation_named(name_of(relation)), relation);
    }
    for (const DayPart part : {DayPart::morning, DayPart::afternoon, DayPart::evening}) {
        EXPECT_EQ(day_part_named(name_of(part)), part);
    }
    EXPECT_EQ(name_of(Kind::consultation), "consultation");
    EXPECT_EQ(name_of(DayPart::evening), "evening");
    EXPECT_EQ(kind_named("Callback"), std::nullopt);
    EXPECT_EQ(relation_named(""), std::nullopt);
    EXPECT_EQ(day_part_named("night"), std::nullopt);
}

TEST(Windows, HoldTheirStartButNotTheirEnd) {
    const Window window{due, due + std::chrono::minutes{30}};
    EXPECT_TRUE(window.holds(due));
    EXPECT_FALSE(window.holds(window.to));
    EXPECT_FALSE(window.holds(due - std::chrono::microseconds{1}));
}

}  // namespace
}  // namespace backline
