package dev.postrider.delivery;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** An event-loop context that nothing else uses; its timers end with it. */
record OwnContext(Vertx vertx, Context context, String deployment) {
    static Future<OwnContext> open(Vertx vertx) {
        Promise<Context> opened = Promise.promise();
        return vertx.deployVerticle(new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        opened.complete(context);
                        return Future.succeededFuture();
                    }
                })
                .compose(deployment -> opened.future().map(own -> new OwnContext(vertx, own, deployment)));
    }

    Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
