// The document against the table of routes, and against real answers.
#include <gtest/gtest.h>

#include <set>

#include "http/openapi.h"
#include "http/routes.h"
#include "http/site.h"

namespace backline::test {
namespace {

using Json = nlohmann::json;

// A small validator: what our schemas use of JSON Schema.
void expect_fits(const Json& value, const Json& schema, const Json& schemas,
                 const std::string& at) {
    if (schema.contains("$ref")) {
        const std::string name = schema["$ref"].get<std::string>().substr(21);
        ASSERT_TRUE(schemas.contains(name)) << name;
        return expect_fits(value, schemas[name], schemas, at);
    }
    if (schema.contains("anyOf")) {
        if (value.is_null()) return;
        return expect_fits(value, schema["anyOf"][0], schemas, at);
    }
    if (!schema.contains("type")) return;
    const std::string type = schema["type"];
    if (type == "string") {
        EXPECT_TRUE(value.is_string()) << at << value;
    } else if (type == "integer") {
        EXPECT_TRUE(value.is_number_integer()) << at << value;
    } else if (type == "number") {
        EXPECT_TRUE(value.is_number()) << at << value;
    } else if (type == "boolean") {
        EXPECT_TRUE(value.is_boolean()) << at << value;
    } else if (type == "array") {
        ASSERT_TRUE(value.is_array()) << at << value;
        for (const Json& item : value) expect_fits(item, schema["items"], schemas, at + "[]");
    } else {
        ASSERT_TRUE(value.is_object()) << at << value;
        for (const Json& name : schema.value("required", Json::array())) {
            EXPECT_TRUE(value.contains(name.get<std::string>())) << at << "." << name;
        }
        for (const auto& [name, field] : value.items()) {
            ASSERT_TRUE(schema["properties"].contains(name)) << at << "." << name;
            expect_fits(field, schema["properties"][name], schemas, at + "." + name);
        }
    }
}

TEST(OpenApi, DescribesEveryRouteAndNoOther) {
    const Json document = openapi_document();
    std::size_t operations = 0;
    for (const auto& [path, methods] : document["paths"].items()) operations += methods.size();
    EXPECT_EQ(operations, routes().size());
    EXPECT_EQ(document["openapi"], "3.1.0");
    std::set<std::string> used;
    const std::string text = document.dump();
    for (const auto& [name, schema] : document["components"]["schemas"].items()) {
        EXPECT_NE(text.find("#/components/schemas/" + name + "\""), std::string::npos)
            << name << " is used by nobody";
    }
    for (auto at = text.find("#/components/schemas/"); at != std::string::npos;
         at = text.find("#/components/schemas/", at + 1)) {
        const auto name = text.substr(at + 21, text.find('"', at) - at - 21);
        EXPECT_TRUE(document["components"]["schemas"].contains(name)) << name;
    }
}

TEST(OpenApi, IsWhatTheServerReallyAnswers) {
    Site site("2026-11-24 10:30 America/Los_Angeles");
    const Json document = json_of(site.get("/api/openapi.json"));
    const Json& schemas = document["components"]["schemas"];
    const auto check = [&](const std::string& method, const std::string& path,
                           const Response& response) {
        const Json& answers = document["paths"][path][method]["responses"];
        const std::string status = std::to_string(response.status);
        ASSERT_TRUE(answers.contains(status)) << method << " " << path << " " << status;
        if (response.status == 204) return;
        ASSERT_TRUE(answers[status]["content"].contains(response.content_type)) << path;
        expect_fits(json_of(response), answers[status]["content"][response.content_type]["schema"],
                    schemas, path);
    };
    check("get", "/api/form", site.get("/api/form"));
    check("post", "/api/requests", site.post_json("/api/requests", site.request(1)));
    check("post", "/api/requests", site.post_json("/api/requests", {{"kind", 1}}));
    const auto agent = site.sign_in(Role::agent, "agent");
    const auto manager = site.sign_in(Role::manager, "manager");
    check("get", "/api/session", site.read(agent, "/api/session"));
    check("get", "/api/desk/queue", site.read(agent, "/api/desk/queue"));
    check("get", "/api/outcomes", site.read(agent, "/api/outcomes"));
    const auto claimed = site.write(agent, "POST", "/api/desk/claims", Json::object());
    ASSERT_EQ(claimed.status, 201) << claimed.body;
    check("post", "/api/desk/claims", claimed);
    const Json claim = json_of(claimed);
    const std::string id = claim["request"]["id"];
    const std::string path = "/api/requests/" + id;
    const Json fence{{"fence", claim["fence"]}};
    check("put", "/api/requests/{id}/claim", site.write(agent, "PUT", path + "/claim", fence));
    check("get", "/api/requests/{id}", site.read(agent, path));
    check("get", "/api/requests", site.read(agent, "/api/requests?state=new"));
    check("post", "/api/requests/search",
          site.write(agent, "POST", "/api/requests/search", {{"q", "Person"}}));
    const auto started = site.write(agent, "POST", path + "/attempts", fence);
    check("post", "/api/requests/{id}/attempts", started);
    ASSERT_EQ(started.status, 201) << started.body;
    check("post", "/api/attempts/{id}/outcome",
          site.write(
              agent, "POST",
              "/api/attempts/" + json_of(started)["attempt_id"].get<std::string>() + "/outcome",
              {{"fence", claim["fence"]}, {"outcome", "no_answer"}}));
    check("get", "/api/reports", site.read(manager, "/api/reports"));
    check("get", "/api/reports/{name}",
          site.read(manager, "/api/reports/service-level?from=2026-11-20&to=2026-11-24"));
    check("get", "/api/reports/{name}", site.read(manager, "/api/reports/service-level?from=x"));
}

}  // namespace
}  // namespace backline::test
