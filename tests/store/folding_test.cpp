// Rows whose names an earlier version folded: made anew by the server, some at a time.
#include <gtest/gtest.h>

#include "app/identity_index.h"
#include "store/scene.h"

namespace backline::test {
namespace {

TEST(Folding, OfEarlierRowsIsMadeAnewSomeAtATime) {
    Scene scene;
    for (int i = 1; i <= 5; ++i) scene.submitted(form(i));
    const std::string indexes =
        "select md5(string_agg(name_index::text || name_word_index::text || "
        "coalesce(email_index::text, ''), ' ' order by id)) from request";
    const auto right = scene.sql(indexes);
    scene.sql(
        "update request set name_folding = 1, name_index = sha256(id::text::bytea), "
        "name_word_index = '{}', email_index = null");
    EXPECT_EQ(fold_anew(scene.app(), 2), 2);
    EXPECT_EQ(fold_anew(scene.app(), 100), 3);
    EXPECT_EQ(fold_anew(scene.app(), 100), 0);
    EXPECT_EQ(scene.sql("select count(*) from request where name_folding = 2"), "5");
    EXPECT_EQ(scene.sql(indexes), right);
}

TEST(Folding, LeavesTwoOpenRequestsOfOnePersonApartAndWhatCannotBeOpenedAlone) {
    Scene scene;
    const auto one = scene.submitted(form(1));
    Form same = form(2);
    same.name = form(1).name;
    const auto other = scene.submitted(same);
    const auto damaged = scene.submitted(form(3));
    // As if the same person had been two by the old folding.
    scene.sql(
        "update request set name_folding = 1, name_index = 'old', phone_index = "
        "(select phone_index from request where id = '" +
        other.text() + "') where id = '" + one.text() + "'");
    scene.sql(
        "update request set name_folding = 1, name_index = 'old', name_sealed = 'torn' "
        "where id = '" +
        damaged.text() + "'");
    EXPECT_EQ(fold_anew(scene.app(), 100), 2);
    EXPECT_EQ(scene.sql("select count(*) from request where name_folding = 2"), "3");
    EXPECT_EQ(scene.sql("select count(*) from request where name_index = 'old'"), "2");
    EXPECT_EQ(scene.sql("select a.name_word_index = b.name_word_index from request a, request b "
                        "where a.id = '" +
                        one.text() + "' and b.id = '" + other.text() + "'"),
              "t");
}

}  // namespace
}  // namespace backline::test
