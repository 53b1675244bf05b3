select topic, language, opening, closing from guide
