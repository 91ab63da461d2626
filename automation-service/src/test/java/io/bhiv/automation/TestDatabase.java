package io.bhiv.automation;

import io.bhiv.backends.EmbeddedPostgresServer;
import io.bhiv.backends.testing.PostgresResource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A database of one test's own: the service under test of another class may still run on the shared one. */
public record TestDatabase(String name) {

    public static TestDatabase fresh(String name) {
        try (Connection connection = DriverManager.getConnection(PostgresResource.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name);
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException("no database for the test", failed);
        }
        return new TestDatabase(name);
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + EmbeddedPostgresServer.HOST + ":" + PostgresResource.port() + "/" + name
                + "?user=" + EmbeddedPostgresServer.USER + "&password=" + PostgresResource.password();
    }
}
