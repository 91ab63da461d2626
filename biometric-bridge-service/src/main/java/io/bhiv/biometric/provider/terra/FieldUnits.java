package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Units;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The units that Terra's field names imply, or its records state. */
final class FieldUnits {

    /** Endings of field names, the longer before the shorter that they end with. */
    private static final List<Map.Entry<String, String>> ENDINGS = List.of(
            Map.entry("_mIU_per_ml", "m[IU]/mL"),
            Map.entry("_ng_per_ml", "ng/mL"),
            Map.entry("_ug_per_ml", "ug/mL"),
            Map.entry("_percentage", Units.PERCENT),
            Map.entry("_seconds", Units.SECONDS),
            Map.entry("_days", "d"),
            Map.entry("_mcg", "ug"),
            Map.entry("_mg", "mg"),
            Map.entry("_ml", "mL"),
            Map.entry("_kg", Units.KILOGRAMS),
            Map.entry("_mm", "mm"),
            Map.entry("_cm", "cm"),
            Map.entry("_g", "g"),
            Map.entry("calories", Units.KILOCALORIES),
            Map.entry("insulin_units", "[IU]"),
            Map.entry("fitness_age", "a"),
            Map.entry("day_in_cycle", "d"),
            Map.entry("current_phase", "{code}"));

    /** Written in capitals in a single measurement, and in small letters after {@code day_avg_}. */
    private static final Map<String, String> WORDS = Map.of(
            "bmr", Units.KILOCALORIES + "/d",
            "rmr", Units.KILOCALORIES + "/d",
            "bmi", "kg/m2");

    private FieldUnits() {}

    /** The unit that a field's name implies; {@code 1} where it implies none. */
    static String named(String field) {
        for (Map.Entry<String, String> ending : ENDINGS) {
            if (field.endsWith(ending.getKey())) {
                return ending.getValue();
            }
        }
        String word = field.substring(field.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT);
        return WORDS.getOrDefault(word, "1");
    }

    /** The UCUM code where there is one; another unit as an annotation, which UCUM leaves free. */
    static String of(@Nullable String ucum, @Nullable String inWords) {
        if (ucum != null) {
            return ucum;
        }
        return inWords == null ? "1" : '{' + inWords.replaceAll("[{}\\s]+", "_") + '}';
    }
}
