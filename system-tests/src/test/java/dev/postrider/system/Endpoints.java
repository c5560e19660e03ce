package dev.postrider.system;

import java.nio.file.Path;

/**
 * Where clients connect.
 *
 * @param directory for their files
 * @param password of every account
 */
record Endpoints(int submission, int imap, int imaps, Path certificate, Path directory, String password) {
    Endpoints(PostriderCluster cluster, Path directory, String password) {
        this(
                cluster.submissionPort(),
                cluster.imapPort(),
                cluster.imapsPort(),
                cluster.certificate(),
                directory,
                password);
    }
}
