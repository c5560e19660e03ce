package dev.postrider.imap.net;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;

/** A port that is whatever store a supplier gives at the moment. */
final class FreshStore {
    private FreshStore() {}

    static <T> T proxy(Class<T> port, Supplier<?> store) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (self, method, arguments) -> {
                    try {
                        return method.invoke(store.get(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                }));
    }
}
