package io.bhiv.system.documents;

/**
 * One key of the configuration, as the code has it.
 *
 * @param key its full name; {@code <name>} stands for a name the operator chooses
 * @param byDefault the default as written in the code, {@code none} where the key may be absent, {@code required} where not
 * @param limits what the value is checked against, empty where nothing is
 * @param meaning the key's comment, in Markdown
 */
record ConfigurationKey(String key, String byDefault, String limits, String meaning) {

    boolean isSecret() {
        return key.matches(".*\\.(secrets|password|token|verification-token|secret)$");
    }
}
