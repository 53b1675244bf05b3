#include "http/texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "unit/pages/institute_file.h"

namespace backline {
namespace {

std::set<std::string> placeholders(const std::string& words) {
    std::set<std::string> found;
    for (size_t at = words.find('{'); at != std::string::npos; at = words.find('{', at + 1)) {
        found.insert(words.substr(at, words.find('}', at) - at + 1));
    }
    return found;
}

TEST(Texts, the_files_words_are_those_that_the_pages_ask_for_in_both_languages) {
    const Texts::ByLanguage words = test::file_words();
    std::set<std::string> asked;
    for (const std::string& key : Texts::keys()) asked.insert(key);
    for (const char* language : {"en", "es"}) {
        std::set<std::string> written;
        for (const auto& [key, text] : words.at(language)) written.insert(key);
        EXPECT_EQ(written, asked) << language;
    }
}

TEST(Texts, both_languages_fill_in_the_same_values) {
    const Texts::ByLanguage words = test::file_words();
    for (const auto& [key, english] : words.at("en")) {
        if (key.starts_with("phrase.")) continue;  // a date leaves out what its language does
        EXPECT_EQ(placeholders(english), placeholders(words.at("es").at(key))) << key;
    }
}

// Read by natives of Los Angeles; the words that they would not say stay out of the whole file.
TEST(Texts, spanish_is_that_of_los_angeles) {
    std::ifstream file(SOURCE_DIR "/config/institute.toml");
    std::stringstream read;
    read << file.rdbuf();
    const std::string all = read.str();
    for (const char* said : {"Cancelar mi solicitud",
                             "Su número de referencia",
                             "terapia física",
                             "De pronto le cuesta controlar la orina o el excremento",
                             "que empezó hace poco o que empeora",
                             "Dolor acompañado de dolor en el pecho",
                             "o un lado de la cara caído",
                             "Después de una inyección de Botox:",
                             "no maneje; pida que alguien le lleve o llame al 911",
                             "Tengo alguno de estos síntomas de emergencia",
                             "En un horario que yo elija",
                             "Que me llamen para resolver una duda",
                             "Le llevará unos dos minutos",
                             "Si no logramos comunicarnos con usted",
                             "Parte del día",
                             "¿En qué idioma prefiere que le llamemos?",
                             "Una persona con más experiencia está revisando su solicitud",
                             "¿Le refirió un médico?",
                             "reclamación",
                             "llámeme, por favor, al (310) 828-7757",
                             "el servicio no está disponible en este momento"}) {
        EXPECT_NE(all.find(said), std::string::npos) << said;
    }
    for (const char* not_said :
         {"isioterapia", "otro reclamo", "Retirar mi", "móvil", "ordenador", "pulse ", "Pulse ",
          "vosotros", "vuestr", " tu ", " tus ", "conducir", "coger", "aparcar", "Momento del día",
          "evacuación", "devuélvame", "clic "}) {
        EXPECT_EQ(all.find(not_said), std::string::npos) << not_said;
    }
}

TEST(Texts, every_missing_word_is_named_at_once) {
    Texts::ByLanguage words = test::file_words();
    words["es"].erase("form.title");
    words["en"]["form.lead"] = "";
    const auto made = Texts::make(words);
    ASSERT_FALSE(made.has_value());
    const std::vector<FieldFault> expected = {{"texts.en.form.lead", "required"},
                                              {"texts.es.form.title", "required"}};
    EXPECT_EQ(std::get<Invalid>(made.error()).faults, expected);
}

TEST(Texts, a_key_that_does_not_exist_is_a_bug) {
    EXPECT_THROW(test::texts().at("en", "form.nonsense"), std::logic_error);
    EXPECT_EQ(test::texts().find("en", "form.nonsense"), "");
}

TEST(Texts, a_page_in_a_third_language_is_english) {
    EXPECT_EQ(Texts::page_language("es-MX"), "es");
    EXPECT_EQ(Texts::page_language("est"), "en");
    EXPECT_EQ(Texts::page_language("ko"), "en");
    EXPECT_EQ(test::texts().at("ko", "form.submit"), test::texts().at("en", "form.submit"));
}

TEST(Texts, values_are_filled_in_once_and_a_sentence_ends_with_one_full_stop) {
    const Texts& texts = test::texts();
    EXPECT_EQ(texts.filled("en", "patient.when", {{"when", "today {phone}"}}),
              "We'll call you today {phone}.");
    EXPECT_EQ(texts.filled("es", "patient.when", {{"when", "hoy a las 8:30 a. m."}}),
              "Le llamaremos hoy a las 8:30 a. m.");
}

TEST(Texts, a_fault_has_words_under_the_apis_name_and_the_forms) {
    const Texts& texts = test::texts();
    for (const char* language : {"en", "es"}) {
        EXPECT_EQ(texts.fault_words(language, {"window", "in_the_past"}),
                  texts.at(language, "error.best_time.in_the_past"));
        EXPECT_EQ(texts.fault_words(language, {"best_time", "in_the_past"}),
                  texts.at(language, "error.best_time.in_the_past"));
        EXPECT_EQ(texts.fault_words(language, {"consent.given", "required"}),
                  texts.at(language, "error.consent.required"));
        EXPECT_EQ(texts.fault_words(language, {"source.utm_term", "too_long"}),
                  texts.at(language, "error.any.too_long"));
        EXPECT_EQ(texts.fault_words(language, {"nonsense", "odd"}),
                  texts.at(language, "error.any"));
    }
}

}  // namespace
}  // namespace backline
