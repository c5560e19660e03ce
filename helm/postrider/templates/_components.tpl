{{- /*
The services, and what each of them is: everything that differs between workloads and is not a value. Made once as YAML; use it as
  range $key, $component := include "postrider.components" . | fromYaml
Ports are those of each service's reference.conf; `listener` is the value that switches one on.
*/}}
{{- define "postrider.components" -}}
smtpIngress:
  component: smtp-ingress
  uses: [kafka, blobs, mailbox-service, mail-tls]
  connectionsMetric: postrider_smtp_connections_open
  public: true
  ports:
    - {name: smtp, port: 2525, listener: mx}
    - {name: submission, port: 2587, listener: submission}
    - {name: submissions, port: 2465, listener: submissions}
deliveryWorker:
  component: delivery-worker
  uses: [kafka, postgres, blobs, mailbox-service]
  ports:
    - {name: admin, port: 9630, admin: true}
mailboxService:
  component: mailbox-service
  uses: [kafka, postgres, blobs, internal-server]
  ports:
    - {name: grpc, port: 9610}
    - {name: admin, port: 9620, admin: true}
imapGateway:
  component: imap-gateway
  uses: [kafka, mailbox-service, mail-tls]
  connectionsMetric: postrider_imap_sessions
  public: true
  ports:
    - {name: imap, port: 1143, listener: imap}
    - {name: imaps, port: 1993, listener: imaps}
{{- end }}

{{- /* The ports of a component that are open, as a list under `ports`. Parameters: root, key, about. */}}
{{- define "postrider.openPorts" -}}
{{- $values := index .root.Values .key }}
{{- $open := list }}
{{- range .about.ports }}
{{- $on := true }}
{{- with .listener }}{{ $on = (index $values.listeners .).enabled }}{{ end }}
{{- if .admin }}{{ $on = $values.admin.enabled }}{{ end }}
{{- if $on }}{{ $open = append $open (pick . "name" "port") }}{{ end }}
{{- end }}
{{- toYaml (dict "ports" $open) }}
{{- end }}
