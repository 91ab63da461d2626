package io.bhiv.kit.store;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.Configuration;

/**
 * The version of its tables that this code was written for: that of the newest migration it brings along. The statements of the
 * version before work on newer tables; those of this one do not work on older ones.
 *
 * @param history the table in which Flyway notes what was applied, quoted
 */
record NeededSchema(String name, String history, MigrationVersion version) {

    /** Nothing where the code brings no versioned migration along. */
    static Optional<NeededSchema> of(Configuration flyway) {
        String prefix = flyway.getSqlMigrationPrefix();
        return flyway.getResourceProvider().getResources(prefix, flyway.getSqlMigrationSuffixes()).stream()
                .map(resource -> resource.getFilename().substring(prefix.length()))
                .filter(rest -> rest.contains(flyway.getSqlMigrationSeparator()))
                .map(rest -> rest.substring(0, rest.indexOf(flyway.getSqlMigrationSeparator())))
                .map(MigrationVersion::fromVersion)
                .max(Comparator.naturalOrder())
                .map(newest -> new NeededSchema(
                        flyway.getDefaultSchema(),
                        quoted(flyway.getDefaultSchema()) + "." + quoted(flyway.getTable()),
                        newest));
    }

    /** A row with the versions that were applied, separated by blanks; none where none was. */
    String question() {
        return "SELECT string_agg(version, ' ') FROM " + history + " WHERE success AND version IS NOT NULL";
    }

    /** What lacks, where the applied versions are older. Newer ones are those of a version that is being rolled out. */
    Optional<String> behind(String applied) {
        MigrationVersion newest = Arrays.stream(applied.split(" ", -1))
                .flatMap(version ->
                        version.isEmpty() ? Stream.empty() : Stream.of(MigrationVersion.fromVersion(version)))
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
        return newest.compareTo(version) < 0
                ? Optional.of("schema %s is at version %s, this code needs %s".formatted(name, newest, version))
                : Optional.empty();
    }

    private static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }
}
