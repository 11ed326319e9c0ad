// The view "C# Variables". (VS Code's own view of notebook variables is not open to published extensions.)
"use strict";
const vscode = require("vscode");

class Variables {
    /** @param {() => import("./session").Session | undefined} activeSession */
    constructor(activeSession) {
        this.activeSession = activeSession;
        this.changed = new vscode.EventEmitter();
        this.onDidChangeTreeData = this.changed.event;
    }

    refresh() {
        this.changed.fire();
    }

    getTreeItem(item) {
        return item;
    }

    async getChildren(parent) {
        if (parent) return [];
        const found = await this.activeSession()?.current?.ask("variables", {});
        return (found ?? []).map(one => {
            const item = new vscode.TreeItem(one.name);
            item.description = `${one.type} = ${one.value}`;
            item.tooltip = `${one.type} ${one.name} = ${one.value}`;
            return item;
        });
    }
}

module.exports = { Variables };
