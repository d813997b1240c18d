;;; ampd-locate.el --- Which command starts ampd  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Finds ampd: what the user says, then `exec-path', then what was built beside
;; this package.  It starts nothing.

;;; Code:

(require 'ampd-options)

(defconst ampd-locate--directory
  (file-name-directory (or load-file-name buffer-file-name default-directory))
  "Where this package is.")

(defun ampd-locate-command ()
  "Answer the command for starting ampd, a list of strings.
Signal `user-error' with what to do when there is none."
  (cond ((stringp ampd-command) (ampd-locate--check (list ampd-command)))
        (ampd-command (ampd-locate--check ampd-command))
        ((executable-find "ampd") (list (executable-find "ampd")))
        (t (ampd-locate--built))))

(defun ampd-locate--check (command)
  "Answer COMMAND when its program is there."
  (if-let ((program (executable-find (car command))))
      (cons program (cdr command))
    (user-error "`ampd-command' names \"%s\", which is no program that Emacs finds"
                (car command))))

(defun ampd-locate--built ()
  "Answer the command for the ampd that was built beside this package."
  (let ((file (expand-file-name "../../dist/ampd.js" ampd-locate--directory))
        (node (executable-find ampd-node-program)))
    (cond ((not (file-exists-p file))
           (user-error "There is no `ampd' on `exec-path', nor %s: run \
\"npm ci && npm run build\" there, or set `ampd-command'"
                       (abbreviate-file-name file)))
          ((not node)
           (user-error "Emacs finds no \"%s\": install Node.js 20.19 or later, \
or set `ampd-node-program' to its path"
                       ampd-node-program))
          (t (list node file)))))

(provide 'ampd-locate)
;;; ampd-locate.el ends here
