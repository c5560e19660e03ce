package dev.postrider.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An installation in which everything inside talks TLS with certificates on both sides: between the services, to Kafka, and to PostgreSQL. */
final class MutualTlsIT {
    private static final int UNCERTAIN = 20;

    /** SQLSTATE invalid_authorization_specification: it has answered, and said no. */
    private static final String NOT_AUTHORIZED = "28000";

    @AutoClose
    private static ContainerCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = ContainerCluster.start(Installation.mutualTls());
    }

    @Test
    void everyPortAnswersAndTheInstallationsOwnTestPasses() throws Exception {
        FirstMessages.answerEverywhere(cluster, true);
        SQLException refused = assertThrows(
                SQLException.class,
                () -> DriverManager.getConnection(
                        cluster.engines().postgresUrl(),
                        ContainerEngines.POSTGRES_USER,
                        ContainerEngines.POSTGRES_PASSWORD),
                "PostgreSQL lets in a client without a certificate");
        assertEquals(NOT_AUTHORIZED, refused.getSQLState(), refused::toString);
    }

    @Test
    void messagesGoThroughContainersOfTheirOwn() throws Exception {
        FirstMessages.goThrough(cluster);
    }

    /** A new pod, then {@code kill -9} for the old one, then a new pod again and the end of the one before. */
    @Test
    void nothingIsLostWhileContainersAreKilledAndReplaced() throws Exception {
        try (Trial trial = Trial.begin(cluster, "secured")) {
            for (String service : ContainerCluster.SERVICES) {
                Replica first = cluster.all(service).getFirst();
                cluster.add(service);
                cluster.kill(first);
                trial.goesOn();
                cluster.add(service);
                cluster.delete(cluster.all(service).getFirst());
                trial.goesOn();
            }
            trial.assertNothingIsLostOrDoubled(UNCERTAIN);
        }
    }
}
