// How each event is written: its members by name, the names from one allow-list.
#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "observe/report.h"

namespace backline::observe {

namespace {

// A name that a member may have. Adding one here is a decision about what a log may hold.
struct Field {
    const char* name;
};
constexpr Field kClean{"clean"}, kClient{"client"}, kColumn{"column"}, kComplaints{"complaints"},
    kCount{"count"}, kDemo{"demo"}, kDone{"done"}, kDrainMillis{"drain_millis"}, kEvent{"event"},
    kFound{"found"}, kFrom{"from"}, kHead{"head"}, kKind{"kind"}, kKnown{"known"}, kLane{"lane"},
    kLostMillis{"lost_millis"}, kMembers{"members"}, kMethod{"method"}, kMicros{"micros"},
    kMillis{"millis"}, kOk{"ok"}, kParked{"parked"}, kPort{"port"}, kPosition{"position"},
    kRequestId{"request_id"}, kRole{"role"}, kRoute{"route"}, kRow{"row"}, kRows{"rows"},
    kSchema{"schema"}, kSeconds{"seconds"}, kSignal{"signal"}, kSqlState{"sqlstate"},
    kStaffId{"staff_id"}, kStartMillis{"start_millis"}, kStatement{"statement"}, kStatus{"status"},
    kSubjectId{"subject_id"}, kTable{"table"}, kTask{"task"}, kThreads{"threads"}, kTo{"to"},
    kUnderWay{"under_way"}, kVersion{"version"}, kWhy{"why"};

}  // namespace

// The members of one line, as they are written.
class Line {
  public:
    void add(Field field, const Word& word) {
        name(field);
        if (word.is_type_) {
            int failed = 0;
            const std::unique_ptr<char, decltype(&std::free)> readable(
                abi::__cxa_demangle(word.text_, nullptr, nullptr, &failed), std::free);
            quote(failed == 0 ? readable.get() : word.text_);
        } else {
            quote(word.text_);
        }
    }
    void add(Field field, const EventId& id) { quote_or_null(field, id.text()); }
    void add(Field field, const SqlState& state) { quote_or_null(field, state.text()); }
    void add(Field field, const Address& address) { quote_or_null(field, address.text()); }
    void add(Field field, bool truth) { bare(field, truth ? "true" : "false"); }
    void add(Field field, int number) { bare(field, std::to_string(number)); }
    void add(Field field, std::int64_t number) { bare(field, std::to_string(number)); }
    void add_event(std::string_view event_name) {
        name(kEvent);
        quote(event_name);
    }
    std::string take() { return std::move(text_); }

  private:
    void name(Field field) {
        text_ += text_.empty() ? "\"" : ",\"";
        text_ += field.name;
        text_ += "\":";
    }
    void bare(Field field, std::string_view value) {
        name(field);
        text_ += value;
    }
    void quote_or_null(Field field, std::string_view value) {
        name(field);
        value.empty() ? void(text_ += "null") : quote(value);
    }
    // Everything outside printable ASCII is escaped, so a line is one line on every terminal.
    void quote(std::string_view value) {
        text_ += '"';
        for (const char letter : value) {
            const auto byte = static_cast<unsigned char>(letter);
            if (letter == '"' || letter == '\\') {
                text_ += '\\';
                text_ += letter;
            } else if (byte < 0x20 || byte > 0x7e) {
                text_ += "\\u00";
                text_ += "0123456789abcdef"[byte >> 4];
                text_ += "0123456789abcdef"[byte & 15];
            } else {
                text_ += letter;
            }
        }
        text_ += '"';
    }

    std::string text_;
};

namespace {

// A forgotten event does not compile.
struct Write {
    Line& line;

    template <class Value, class... Rest>
    void put(Field field, const Value& value, const Rest&... rest) const {
        line.add(field, value);
        if constexpr (sizeof...(rest) > 0) {
            put(rest...);
        }
    }

    void operator()(const RequestServed& e) const {
        put(kRequestId, e.request_id, kMethod, e.method, kRoute, e.route, kStatus, e.status,
            kMicros, e.micros, kRole, e.role);
    }
    void operator()(const HandlerEscaped& e) const {
        put(kRequestId, e.request_id, kRoute, e.route, kKind, e.kind, kSqlState, e.state);
    }
    void operator()(const DatabaseLost& e) const { put(kSqlState, e.state); }
    void operator()(const DatabaseBack& e) const { put(kLostMillis, e.lost_millis); }
    void operator()(const QuerySlow& e) const { put(kStatement, e.statement, kMillis, e.millis); }
    void operator()(const LaneFull& e) const { put(kLane, e.lane); }
    void operator()(const ProxyUnknown&) const {}
    void operator()(const LinesDropped& e) const { line.add(kCount, e.count); }
    void operator()(const SignInClosed&) const {}
    void operator()(const BatchFailed& e) const { put(kMembers, e.members, kSqlState, e.state); }
    void operator()(const SignIn& e) const {
        put(kOk, e.ok, kStaffId, e.staff_id, kClient, e.client);
    }
    void operator()(const Quarantined& e) const { put(kSubjectId, e.subject_id, kWhy, e.why); }
    void operator()(const AccessRefused& e) const {
        put(kRequestId, e.request_id, kRoute, e.route, kWhy, e.why, kRole, e.role, kStaffId,
            e.staff_id, kClient, e.client);
    }
    void operator()(const JournalSealed& e) const {
        put(kCount, e.count, kPosition, e.position, kHead, e.head);
    }
    void operator()(const SealFailed& e) const { put(kSqlState, e.state, kKind, e.kind); }
    void operator()(const JournalBroken& e) const { put(kPosition, e.position, kWhy, e.why); }
    void operator()(const TransactionOld& e) const { put(kSeconds, e.seconds); }
    void operator()(const FieldUnreadable& e) const {
        put(kTable, e.table, kColumn, e.column, kRow, e.row);
    }
    void operator()(const KeysRotated& e) const { put(kRows, e.rows, kDone, e.done); }
    void operator()(const ClaimsLapsed& e) const { put(kCount, e.count); }
    void operator()(const TaskFailed& e) const {
        put(kTask, e.task, kKind, e.kind, kSqlState, e.state);
    }
    void operator()(const Migrated& e) const { put(kFrom, e.from, kTo, e.to); }
    void operator()(const SchemaUnknown& e) const { put(kFound, e.found, kKnown, e.known); }
    void operator()(const Started& e) const {
        put(kVersion, e.version, kPort, e.port, kThreads, e.threads, kDemo, e.demo, kSchema,
            e.schema, kStartMillis, e.start_millis);
    }
    void operator()(const Stopping& e) const {
        put(kSignal, e.signal, kParked, e.parked, kUnderWay, e.under_way);
    }
    void operator()(const Stopped& e) const { put(kDrainMillis, e.drain_millis, kClean, e.clean); }
    void operator()(const ConfigRefused& e) const { put(kComplaints, e.complaints); }
    void operator()(const KeyRefused&) const {}
};

}  // namespace

std::string members_of(const Event& event) {
    Line line;
    line.add_event(name_of(event));
    std::visit(Write{line}, event);
    return line.take();
}

}  // namespace backline::observe
