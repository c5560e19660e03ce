package dev.postrider.containers;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A small installation: messages through separate containers; nothing lost, nothing doubled, while they are added, killed and replaced under load. */
final class ContainersIT {
    /** Of each {@code kill -9}, as many clients as there are may not know what became of their message. */
    private static final int CLIENTS = 5;

    @AutoClose
    private static ContainerCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = ContainerCluster.start(Installation.laptop());
    }

    @Test
    void everyPortAnswersAndTheInstallationsOwnTestPasses() throws Exception {
        FirstMessages.answerEverywhere(cluster, false);
    }

    @Test
    void messagesGoThroughContainersOfTheirOwn() throws Exception {
        FirstMessages.goThrough(cluster);
    }

    /** Out, one killed by {@code kill -9}, another in its place, and back to as many as there were. */
    @Test
    void nothingIsLostWhileContainersAreAddedKilledAndTakenAway() throws Exception {
        try (Trial trial = Trial.begin(cluster, "scaled")) {
            for (String service : ContainerCluster.SERVICES) {
                Replica first = cluster.all(service).getFirst();
                cluster.add(service);
                trial.goesOn();
                cluster.kill(first);
                trial.goesOn();
                cluster.add(service);
                cluster.delete(cluster.all(service).getFirst());
                trial.goesOn();
            }
            trial.assertNothingIsLostOrDoubled(ContainerCluster.SERVICES.size() * CLIENTS);
        }
    }

    /** As a Deployment rolls: first a new pod, then the end of an old one. */
    @Test
    void replicasThatAreReplacedDrainAndNoClientIsLeftUncertain() throws Exception {
        try (Trial trial = Trial.begin(cluster, "rolled")) {
            for (String service : ContainerCluster.SERVICES) {
                for (Replica old : List.copyOf(cluster.all(service))) {
                    cluster.add(service);
                    cluster.delete(old);
                    trial.goesOn();
                }
            }
            trial.assertNothingIsLostOrDoubled(0);
        }
    }
}
