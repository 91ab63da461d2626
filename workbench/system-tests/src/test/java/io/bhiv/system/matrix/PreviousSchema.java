package io.bhiv.system.matrix;

import io.bhiv.stage.layout.Place;
import io.bhiv.system.StackUnderTest;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;

/** The tables of a service as the last migration but one leaves them, made by its own files and with its own history. */
final class PreviousSchema {

    private static final Pattern VERSION = Pattern.compile("V(\\d+)__.*\\.sql");
    private static final Path ROOT = StackUnderTest.projectRoot();

    private PreviousSchema() {}

    static void of(Place place, FaultStage stage) throws IOException {
        Path files = migrations(place);
        NavigableSet<Integer> versions = versions(files);
        int newest = versions.last();
        Flyway.configure()
                .dataSource(stage.postgres().dataSource())
                .schemas(schema(place))
                .defaultSchema(schema(place))
                .locations("filesystem:" + files, "filesystem:" + ROOT.resolve("service-kit/src/main/resources/db/kit"))
                .target(MigrationVersion.fromVersion(String.valueOf(versions.lower(newest))))
                .load()
                .migrate();
    }

    /** Whether the newest migration has been applied. */
    static boolean isNewest(Place place, FaultStage stage) throws IOException {
        return stage.column("SELECT version FROM %s.flyway_schema_history WHERE success AND version IS NOT NULL"
                        .formatted(schema(place)))
                .contains(String.valueOf(versions(migrations(place)).last()));
    }

    private static Path migrations(Place place) {
        Path resources = ROOT.resolve(place.label()).resolve("src/main/resources/db");
        Path own = resources.resolve(schema(place));
        return Files.isDirectory(own) ? own : resources.resolve("migration");
    }

    private static String schema(Place place) {
        return place.label().substring(0, place.label().indexOf('-'));
    }

    private static NavigableSet<Integer> versions(Path files) throws IOException {
        NavigableSet<Integer> versions = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(files)) {
            for (Path file : all) {
                Matcher version = VERSION.matcher(file.getFileName().toString());
                if (version.matches()) {
                    versions.add(Integer.parseInt(version.group(1)));
                }
            }
        }
        return versions;
    }
}
